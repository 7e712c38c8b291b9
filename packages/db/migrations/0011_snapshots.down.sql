CREATE OR REPLACE FUNCTION sync.number_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH touched AS (
    SELECT DISTINCT b COLLATE "C" AS id
    FROM sync.change_log l, unnest(l.buckets || l.left_buckets) AS b
    WHERE l.xid = NEW.xid
  ), numbered AS (
    INSERT INTO sync.buckets AS bucket (id, n)
    SELECT id, 1 FROM touched ORDER BY id
    ON CONFLICT (id) DO UPDATE SET n = bucket.n + 1
    RETURNING id, n
  )
  INSERT INTO sync.commits (bucket, n, xid) SELECT id, n, NEW.xid FROM numbered;

  DELETE FROM sync.transactions WHERE xid = NEW.xid;
  PERFORM set_config('sync.numbered', NEW.xid::text, true);
  RETURN NULL;
END $$;

ALTER TABLE sync.commits DROP COLUMN changes;
DROP TABLE sync.horizons;
DROP TABLE sync.snapshots;
