-- A transaction that logged a hundred thousand rows, as an import does, made the planner take every
-- transaction for one, and read the whole log to find the few rows of the newest.

ALTER TABLE sync.change_log ALTER COLUMN xid SET (n_distinct = -0.2);
ALTER TABLE sync.commits ALTER COLUMN xid SET (n_distinct = -0.5);

ANALYZE sync.change_log, sync.commits;
