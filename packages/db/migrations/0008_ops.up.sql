CREATE TABLE ops.import_runs (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  source varchar(50) NOT NULL,
  project_id uuid NOT NULL REFERENCES tasks.projects (id) ON DELETE CASCADE,
  run_by uuid NOT NULL REFERENCES users.users (id),
  digest varchar(255) NOT NULL,
  report jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Every item of a source as it came, so that what has no home yet can be picked up later. The task
-- is a bare id: the item outlives a task that is purged, and so is not imported a second time.
CREATE TABLE ops.import_items (
  project_id uuid NOT NULL REFERENCES tasks.projects (id) ON DELETE CASCADE,
  source text NOT NULL,
  kind text NOT NULL,
  source_id text NOT NULL,
  payload jsonb NOT NULL,
  task_id uuid,
  run_id uuid NOT NULL REFERENCES ops.import_runs (id) ON DELETE CASCADE,

  PRIMARY KEY (project_id, source, kind, source_id)
);

CREATE INDEX idx_import_runs_project ON ops.import_runs (project_id, created_at);
CREATE INDEX idx_import_items_run ON ops.import_items (run_id);
