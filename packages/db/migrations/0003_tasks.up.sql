CREATE TABLE tasks.projects (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  name varchar(255) NOT NULL,
  description text,
  status varchar(50) NOT NULL DEFAULT 'active',
  owner_id uuid NOT NULL REFERENCES users.users (id),
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  version bigint NOT NULL DEFAULT 0,

  CONSTRAINT valid_project_status CHECK (status IN ('active', 'archived', 'deleted'))
);

-- A member who leaves stays, marked by left_at: their name is still on what they did.
CREATE TABLE tasks.project_members (
  project_id uuid NOT NULL REFERENCES tasks.projects (id) ON DELETE CASCADE,
  user_id uuid NOT NULL REFERENCES users.users (id),
  role varchar(50) NOT NULL DEFAULT 'editor',
  joined_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  left_at timestamptz(3),
  version bigint NOT NULL DEFAULT 0,

  PRIMARY KEY (project_id, user_id),
  CONSTRAINT valid_role CHECK (role IN ('owner', 'editor', 'viewer'))
);

CREATE TABLE tasks.tasks (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  title varchar(500) NOT NULL,
  description text,
  status varchar(50) NOT NULL DEFAULT 'todo',
  priority varchar(50) NOT NULL DEFAULT 'medium',
  due_date timestamptz(3),
  due_all_day boolean NOT NULL DEFAULT false,
  created_by uuid NOT NULL REFERENCES users.users (id),
  assigned_to uuid REFERENCES users.users (id),
  project_id uuid REFERENCES tasks.projects (id),
  tags text[] NOT NULL DEFAULT '{}',
  order_key text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  completed_at timestamptz(3),
  deleted_at timestamptz(3),
  version bigint NOT NULL DEFAULT 0,

  CONSTRAINT valid_task_status
    CHECK (status IN ('todo', 'in_progress', 'in_review', 'completed', 'cancelled')),
  CONSTRAINT valid_priority CHECK (priority IN ('low', 'medium', 'high', 'critical'))
);
