-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_xid;
