-- Buckets kept ready to be fetched whole. The pages themselves are blobs, under the name of the build.
CREATE TABLE sync.snapshots (
  bucket text COLLATE "C" NOT NULL,
  n bigint NOT NULL,
  build uuid NOT NULL,
  epoch text NOT NULL,
  page_version integer NOT NULL,
  rows bigint NOT NULL,
  pages jsonb NOT NULL,
  built_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  superseded_at timestamptz(3),

  PRIMARY KEY (bucket, n),
  CONSTRAINT snapshots_build_key UNIQUE (build)
);

-- Up to here the commits of a bucket are no longer kept: a device behind it joins anew. A table of its
-- own, so that pruning never waits for who writes to the bucket, nor they for it.
CREATE TABLE sync.horizons (
  bucket text COLLATE "C" PRIMARY KEY,
  n bigint NOT NULL
);

-- How many changes a commit is: what came to a bucket is then measured without reading the log.
ALTER TABLE sync.commits ADD COLUMN changes integer NOT NULL DEFAULT 1;
UPDATE sync.commits c SET changes = (
  SELECT count(*) FROM sync.change_log l
  WHERE l.xid = c.xid AND (c.bucket = ANY (l.buckets) OR c.bucket = ANY (l.left_buckets))
);
ALTER TABLE sync.commits ALTER COLUMN changes DROP DEFAULT;

CREATE OR REPLACE FUNCTION sync.number_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH touched AS (
    SELECT b COLLATE "C" AS id, count(*) AS changes
    FROM sync.change_log l, unnest(l.buckets || l.left_buckets) AS b
    WHERE l.xid = NEW.xid
    GROUP BY b COLLATE "C"
  ), numbered AS (
    INSERT INTO sync.buckets AS bucket (id, n)
    SELECT id, 1 FROM touched ORDER BY id
    ON CONFLICT (id) DO UPDATE SET n = bucket.n + 1
    RETURNING id, n
  )
  INSERT INTO sync.commits (bucket, n, xid, changes)
  SELECT id, n, NEW.xid, touched.changes FROM numbered JOIN touched USING (id);

  DELETE FROM sync.transactions WHERE xid = NEW.xid;
  PERFORM set_config('sync.numbered', NEW.xid::text, true);
  RETURN NULL;
END $$;
