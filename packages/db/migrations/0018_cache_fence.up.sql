-- Which memory the servers may use as their cache, if any. Whoever could not take an old value out of it
-- closes the fence before saying that a write is done; the next era begins in an empty space.
CREATE TABLE ops.cache_fence (
  singleton boolean PRIMARY KEY DEFAULT true,
  era bigint NOT NULL DEFAULT 0,
  life text,

  CONSTRAINT one_row CHECK (singleton)
);

INSERT INTO ops.cache_fence DEFAULT VALUES;
