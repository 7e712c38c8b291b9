-- Two changes met, and a person is told: one row for each of the two. It holds what people wrote, so
-- it goes with what it is about, and after 30 days.
CREATE TABLE sync.conflicts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id uuid NOT NULL REFERENCES users.users (id) ON DELETE CASCADE,
  task_id uuid REFERENCES tasks.tasks (id) ON DELETE CASCADE,
  project_id uuid REFERENCES tasks.projects (id) ON DELETE CASCADE,
  field varchar(50) NOT NULL,
  kind varchar(50) NOT NULL,
  base jsonb,
  lost jsonb,
  kept jsonb,
  by_id uuid REFERENCES users.users (id) ON DELETE SET NULL,
  at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  dismissed_at timestamptz(3),
  version bigint NOT NULL DEFAULT 0,

  CONSTRAINT about_one CHECK (num_nonnulls(task_id, project_id) = 1),
  CONSTRAINT valid_kind CHECK (kind IN ('overruled', 'overrode', 'merged', 'trashed')),
  CONSTRAINT valid_field CHECK (
    CASE WHEN task_id IS NULL THEN field IN ('name', 'description', 'status')
    ELSE field IN ('title', 'description', 'status', 'priority', 'due', 'assignedTo', 'projectId', 'tags') END
  )
);

-- A device that joins a person's bucket reads it page by page in the order of ids.
CREATE INDEX idx_conflicts_user ON sync.conflicts (user_id, id);
CREATE INDEX idx_conflicts_task ON sync.conflicts (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX idx_conflicts_project ON sync.conflicts (project_id) WHERE project_id IS NOT NULL;
CREATE INDEX idx_conflicts_by ON sync.conflicts (by_id) WHERE by_id IS NOT NULL;
CREATE INDEX idx_conflicts_at ON sync.conflicts (at);

CREATE FUNCTION sync.buckets_of_conflict(conflict sync.conflicts) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN ARRAY[sync.user_bucket((conflict).user_id)];

ALTER TABLE sync.change_log DROP CONSTRAINT valid_entity;
ALTER TABLE sync.change_log ADD CONSTRAINT valid_entity
  CHECK (entity IN ('task', 'project', 'member', 'user', 'conflict', 'grant'));

CREATE FUNCTION sync.log_conflicts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO sync.change_log (entity, id, version, buckets, left_buckets)
    SELECT 'conflict', o.id::text, nextval('sync.version_seq'), '{}', sync.buckets_of_conflict(o) FROM old_rows o;
  ELSE
    INSERT INTO sync.change_log (entity, id, version, buckets)
    SELECT 'conflict', n.id::text, n.version, sync.buckets_of_conflict(n) FROM new_rows n;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER stamp_write BEFORE INSERT OR UPDATE ON sync.conflicts
  FOR EACH ROW EXECUTE FUNCTION sync.stamp_version();
CREATE TRIGGER log_insert AFTER INSERT ON sync.conflicts
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_conflicts();
CREATE TRIGGER log_update AFTER UPDATE ON sync.conflicts
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_conflicts();
CREATE TRIGGER log_delete AFTER DELETE ON sync.conflicts
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION sync.log_conflicts();
