-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS users.idx_mails_sending;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_mails_created_at;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_notifications_read_at;
