-- What happened, counted. Nothing here refers to the record by a foreign key: this schema may live in a
-- database of its own, and all of it can be made again from audit.activity_log.
CREATE SCHEMA analytics;

-- One row per audit entry of a task, with what it adds to which daily counts.
CREATE TABLE analytics.task_events (
  event_id uuid PRIMARY KEY,
  task_id uuid NOT NULL,
  version bigint NOT NULL,
  action varchar(50) NOT NULL,
  actor_id uuid,
  project_id uuid,
  created_by uuid,
  assigned_to uuid,
  at timestamptz(3) NOT NULL,
  cycle_seconds bigint,
  counts jsonb NOT NULL DEFAULT '[]'
);

CREATE INDEX idx_task_events_project_cycle ON analytics.task_events (project_id, at DESC)
  INCLUDE (cycle_seconds)
  WHERE cycle_seconds IS NOT NULL AND project_id IS NOT NULL;
CREATE INDEX idx_task_events_creator_cycle ON analytics.task_events (created_by, at DESC)
  WHERE cycle_seconds IS NOT NULL AND project_id IS NULL;
CREATE INDEX idx_task_events_assignee_cycle ON analytics.task_events (assigned_to, at DESC)
  WHERE cycle_seconds IS NOT NULL AND project_id IS NULL;

-- The sums of task_events.counts. `overdue` is how much the number of overdue tasks changed on that
-- day: the sum of all days up to one is how many there were at its end. Days are those of UTC.
CREATE TABLE analytics.daily (
  kind varchar(50) NOT NULL,
  id uuid NOT NULL,
  day date NOT NULL,
  created int NOT NULL DEFAULT 0,
  completed int NOT NULL DEFAULT 0,
  cancelled int NOT NULL DEFAULT 0,
  reopened int NOT NULL DEFAULT 0,
  cycles int NOT NULL DEFAULT 0,
  cycle_seconds bigint NOT NULL DEFAULT 0,
  overdue int NOT NULL DEFAULT 0,

  PRIMARY KEY (kind, id, day),
  CONSTRAINT valid_kind CHECK (kind IN ('project', 'user', 'personal'))
) WITH (fillfactor = 70);
