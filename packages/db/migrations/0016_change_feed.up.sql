-- The audit log as a feed: complete to whoever reads only what is older than every transaction that is
-- still under way. Entries of before have no number; they count as carried.
ALTER TABLE audit.activity_log ADD COLUMN xid xid8;
ALTER TABLE audit.activity_log ALTER COLUMN xid SET DEFAULT pg_current_xact_id();

-- How far the feed has been carried in one life of the database; `newest` is the greatest version.
CREATE TABLE ops.feed_positions (
  feed text PRIMARY KEY,
  epoch text NOT NULL,
  xid xid8 NOT NULL,
  version bigint NOT NULL,
  newest bigint NOT NULL,
  moved_at timestamptz(3) NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

-- Events that a consumer gave up, where the queue is in this database.
CREATE TABLE ops.dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL,
  event jsonb NOT NULL,
  error text NOT NULL,
  attempts integer NOT NULL,
  since timestamptz(3) NOT NULL DEFAULT clock_timestamp()
);
