ALTER TABLE sync.commits ALTER COLUMN xid RESET (n_distinct);
ALTER TABLE sync.change_log ALTER COLUMN xid RESET (n_distinct);
