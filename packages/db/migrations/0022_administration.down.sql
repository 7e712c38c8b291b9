-- no-transaction
DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_action;
DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_actor;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_user_profiles_last_name;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_user_profiles_name;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_users_not_active;
DROP INDEX CONCURRENTLY IF EXISTS users.idx_users_email_order;
