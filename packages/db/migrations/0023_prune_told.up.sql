-- no-transaction
-- A build that was cut short leaves an invalid index behind, hence each DROP before its CREATE.

-- What a person was told is forgotten some time later: every night what is old enough is looked for, in
-- tables that hold a month of everybody.
DROP INDEX CONCURRENTLY IF EXISTS users.idx_notifications_read_at;
CREATE INDEX CONCURRENTLY idx_notifications_read_at ON users.notifications (read_at) WHERE read_at IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS users.idx_mails_created_at;
CREATE INDEX CONCURRENTLY idx_mails_created_at ON users.mails (created_at);

-- Those under way: a handful, unless a sender ended with them.
DROP INDEX CONCURRENTLY IF EXISTS users.idx_mails_sending;
CREATE INDEX CONCURRENTLY idx_mails_sending ON users.mails (created_at) WHERE state = 'sending';
