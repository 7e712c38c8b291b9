-- How far each change to the data has come. The row is written in the transaction of each batch, so
-- that what is done and what is said to be done are one.
CREATE TABLE ops.data_migrations (
  name text PRIMARY KEY,
  position text,
  seen bigint NOT NULL DEFAULT 0,
  changed bigint NOT NULL DEFAULT 0,
  began_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  moved_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  finished_at timestamptz(3)
);
