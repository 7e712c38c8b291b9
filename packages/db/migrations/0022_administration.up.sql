-- no-transaction
-- A build that was cut short leaves an invalid index behind, hence each DROP before its CREATE.

-- An admin's list of accounts: in the order of their addresses, and found by how these begin. The order
-- is that of code points, in which what begins alike lies together whatever the database's own is.
DROP INDEX CONCURRENTLY IF EXISTS users.idx_users_email_order;
CREATE INDEX CONCURRENTLY idx_users_email_order ON users.users ((lower(email) COLLATE "C"), id);

-- The few among a hundred thousand who wait to be confirmed, are suspended or are gone.
DROP INDEX CONCURRENTLY IF EXISTS users.idx_users_not_active;
CREATE INDEX CONCURRENTLY idx_users_not_active ON users.users (status, (lower(email) COLLATE "C"), id)
  WHERE status <> 'active';

DROP INDEX CONCURRENTLY IF EXISTS users.idx_user_profiles_name;
CREATE INDEX CONCURRENTLY idx_user_profiles_name ON users.user_profiles
  ((lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) COLLATE "C"));

DROP INDEX CONCURRENTLY IF EXISTS users.idx_user_profiles_last_name;
CREATE INDEX CONCURRENTLY idx_user_profiles_last_name ON users.user_profiles ((lower(last_name) COLLATE "C"));

-- What one person did, and where one kind of thing was done, in a log of millions.
DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_actor;
CREATE INDEX CONCURRENTLY idx_activity_log_actor ON audit.activity_log (actor_id, created_at)
  WHERE actor_id IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_action;
CREATE INDEX CONCURRENTLY idx_activity_log_action ON audit.activity_log (action, created_at);
