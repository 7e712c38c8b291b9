-- Whether an index apart from the record is known to lack something. One row, for all processes.
CREATE TABLE ops.search_standing (
  one boolean PRIMARY KEY DEFAULT true,
  behind_since timestamptz(3),
  marks bigint NOT NULL DEFAULT 0,

  CONSTRAINT only_one CHECK (one)
);
