-- What people are told of, in the application and by mail: each event once to each person. The event
-- is the audit entry's id and no foreign key, since the entry is kept for two years only.
CREATE TABLE users.notifications (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  event_id uuid NOT NULL,
  kind varchar(50) NOT NULL,
  task_id uuid REFERENCES tasks.tasks (id) ON DELETE CASCADE,
  project_id uuid REFERENCES tasks.projects (id) ON DELETE CASCADE,
  actor_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  read_at timestamptz(3),

  CONSTRAINT notifications_event_user_key UNIQUE (event_id, user_id),
  CONSTRAINT about_one CHECK (num_nonnulls(task_id, project_id) = 1),
  CONSTRAINT valid_kind CHECK (kind IN ('task-assigned', 'task-completed', 'project-member-added'))
);

CREATE INDEX idx_notifications_user ON users.notifications (user_id, created_at DESC, id DESC);
CREATE INDEX idx_notifications_unread ON users.notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX idx_notifications_task ON users.notifications (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX idx_notifications_project ON users.notifications (project_id) WHERE project_id IS NOT NULL;

-- The account becomes newer, so a person's devices hear by sync that there is something to ask for.
CREATE TRIGGER touch_user_insert AFTER INSERT ON users.notifications
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();
CREATE TRIGGER touch_user_update AFTER UPDATE ON users.notifications
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.touch_users();

-- Who sends a mail writes here first: whatever happens then, nobody else sends it.
CREATE TABLE users.mails (
  event_id uuid NOT NULL,
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  state varchar(50) NOT NULL DEFAULT 'sending',
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  PRIMARY KEY (event_id, user_id),
  CONSTRAINT valid_state CHECK (state IN ('sending', 'sent', 'refused', 'unknown'))
);

CREATE INDEX idx_mails_user ON users.mails (user_id, created_at);
