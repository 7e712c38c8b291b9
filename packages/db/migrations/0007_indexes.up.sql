-- no-transaction
-- A build that was cut short leaves an invalid index behind, hence each DROP before its CREATE.

DROP INDEX CONCURRENTLY IF EXISTS users.idx_users_email_status;
CREATE INDEX CONCURRENTLY idx_users_email_status ON users.users (email, status) WHERE status = 'active';

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_assigned_status;
CREATE INDEX CONCURRENTLY idx_tasks_assigned_status ON tasks.tasks (assigned_to, status) WHERE status <> 'completed';

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_project_status;
CREATE INDEX CONCURRENTLY idx_tasks_project_status ON tasks.tasks (project_id, status);

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_created_by_date;
CREATE INDEX CONCURRENTLY idx_tasks_created_by_date ON tasks.tasks (created_by, created_at DESC);

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_due_date;
CREATE INDEX CONCURRENTLY idx_tasks_due_date ON tasks.tasks (due_date) WHERE due_date IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_tags;
CREATE INDEX CONCURRENTLY idx_tasks_tags ON tasks.tasks USING gin (tags);

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_search;
CREATE INDEX CONCURRENTLY idx_tasks_search ON tasks.tasks
  USING gin (to_tsvector('english', title || ' ' || COALESCE(description, '')));

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_projects_search;
CREATE INDEX CONCURRENTLY idx_projects_search ON tasks.projects
  USING gin (to_tsvector('english', name || ' ' || COALESCE(description, '')));

-- A device that joins a project reads it page by page in the order of ids.
DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_project_id;
CREATE INDEX CONCURRENTLY idx_tasks_project_id ON tasks.tasks (project_id, id) WHERE project_id IS NOT NULL;

-- The user bucket of an assignee holds what is assigned to them outside any project, closed or not.
DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_assigned_personal;
CREATE INDEX CONCURRENTLY idx_tasks_assigned_personal ON tasks.tasks (assigned_to)
  WHERE project_id IS NULL AND assigned_to IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_tasks_deleted_at;
CREATE INDEX CONCURRENTLY idx_tasks_deleted_at ON tasks.tasks (deleted_at) WHERE deleted_at IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS tasks.idx_project_members_user;
CREATE INDEX CONCURRENTLY idx_project_members_user ON tasks.project_members (user_id) WHERE left_at IS NULL;

DROP INDEX CONCURRENTLY IF EXISTS auth.idx_sessions_user_id;
CREATE INDEX CONCURRENTLY idx_sessions_user_id ON auth.sessions (user_id);

DROP INDEX CONCURRENTLY IF EXISTS auth.idx_sessions_expires_at;
CREATE INDEX CONCURRENTLY idx_sessions_expires_at ON auth.sessions (expires_at);

DROP INDEX CONCURRENTLY IF EXISTS auth.idx_sessions_user_expires;
CREATE INDEX CONCURRENTLY idx_sessions_user_expires ON auth.sessions (user_id, expires_at);

DROP INDEX CONCURRENTLY IF EXISTS auth.idx_password_resets_user_id;
CREATE INDEX CONCURRENTLY idx_password_resets_user_id ON auth.password_resets (user_id);

DROP INDEX CONCURRENTLY IF EXISTS auth.idx_email_verifications_user_id;
CREATE INDEX CONCURRENTLY idx_email_verifications_user_id ON auth.email_verifications (user_id);

DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_entity;
CREATE INDEX CONCURRENTLY idx_activity_log_entity ON audit.activity_log (entity_type, entity_id, created_at);

DROP INDEX CONCURRENTLY IF EXISTS audit.idx_activity_log_created_at;
CREATE INDEX CONCURRENTLY idx_activity_log_created_at ON audit.activity_log (created_at);
