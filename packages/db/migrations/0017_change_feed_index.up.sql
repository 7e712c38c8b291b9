-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_xid;
CREATE INDEX CONCURRENTLY idx_activity_log_xid ON audit.activity_log (xid, version);
