/**
 * The specification of the data side, item by item, as PostgreSQL names what it makes of it:
 * `documented.sql` is its own text, and the test holds the first half of each entry against that and
 * the second against what the migrations make.
 *
 * The form of a line is that of `name-catalogue.ts`.
 */
export interface Entry {
  /** What the specification says; null where it names a thing and does not define it. */
  specified: string | null
  /** What there is instead, each a line; the same as specified: nothing was corrected. */
  is: readonly string[]
  /** Of a correction. */
  why?: string
}

const asSpecified = (...lines: string[]): Entry[] =>
  lines.map((line) => ({ specified: line, is: [line] }))

const corrected = (why: string, ...pairs: [specified: string, ...is: string[]][]): Entry[] =>
  pairs.map(([specified, ...is]) => ({ specified, is, why }))

const namedOnly = (why: string, ...is: string[]): Entry[] => [{ specified: null, is, why }]

const WHOLE_MS = 'a time has milliseconds, as it travels: what is read back equals what was written'
const NEVER_NULL = 'what has a default is never unknown: NULL would pass every CHECK'
const BOTH = `${WHOLE_MS}; ${NEVER_NULL}`

const users: Entry[] = [
  ...asSpecified(
    'table users.users',
    'column users.users.id uuid not null default gen_random_uuid()',
    'column users.users.email varchar(255) not null',
    'column users.users.password_hash varchar(255) not null',
    'constraint users.users.users_pkey PRIMARY KEY (id)',
    "constraint users.users.valid_email CHECK (((email) ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}$'))",
    "constraint users.users.valid_status CHECK (((status) = ANY ((ARRAY['active', 'inactive', 'suspended', 'deleted'])::text[])))",
    "index users.idx_users_email_status on users.users btree (email, status) WHERE ((status) = 'active')",
  ),
  ...corrected(
    NEVER_NULL,
    [
      'column users.users.email_verified boolean default false',
      'column users.users.email_verified boolean not null default false',
    ],
    [
      "column users.users.status varchar(50) default 'active'",
      "column users.users.status varchar(50) not null default 'active'",
    ],
  ),
  ...corrected(
    BOTH,
    [
      'column users.users.created_at timestamptz default CURRENT_TIMESTAMP',
      'column users.users.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
    [
      'column users.users.updated_at timestamptz default CURRENT_TIMESTAMP',
      'column users.users.updated_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
  ),
  ...corrected(
    'an address is one whatever its case, and is free again once its account is deleted',
    [
      'constraint users.users.users_email_key UNIQUE (email)',
      "index users.users_email_key unique on users.users btree (lower((email))) WHERE ((status) <> 'deleted')",
    ],
  ),
]

const profiles: Entry[] = [
  ...asSpecified(
    'table users.user_profiles',
    'column users.user_profiles.user_id uuid not null',
    'column users.user_profiles.first_name varchar(100)',
    'column users.user_profiles.last_name varchar(100)',
    'column users.user_profiles.avatar_url text',
    'column users.user_profiles.bio text',
    'column users.user_profiles.location varchar(255)',
    'constraint users.user_profiles.user_profiles_pkey PRIMARY KEY (user_id)',
    'constraint users.user_profiles.user_profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id) ON DELETE CASCADE',
  ),
  ...corrected(
    NEVER_NULL,
    [
      "column users.user_profiles.timezone varchar(50) default 'UTC'",
      "column users.user_profiles.timezone varchar(50) not null default 'UTC'",
    ],
    [
      "column users.user_profiles.language varchar(10) default 'en'",
      "column users.user_profiles.language varchar(10) not null default 'en'",
    ],
  ),
  ...corrected(
    BOTH,
    [
      'column users.user_profiles.created_at timestamptz default CURRENT_TIMESTAMP',
      'column users.user_profiles.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
    [
      'column users.user_profiles.updated_at timestamptz default CURRENT_TIMESTAMP',
      'column users.user_profiles.updated_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
  ),
]

const projects: Entry[] = [
  ...asSpecified(
    'table tasks.projects',
    'column tasks.projects.id uuid not null default gen_random_uuid()',
    'column tasks.projects.name varchar(255) not null',
    'column tasks.projects.description text',
    'column tasks.projects.owner_id uuid not null',
    'constraint tasks.projects.projects_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users.users(id)',
    'constraint tasks.projects.projects_pkey PRIMARY KEY (id)',
    "constraint tasks.projects.valid_project_status CHECK (((status) = ANY ((ARRAY['active', 'archived', 'deleted'])::text[])))",
    "index tasks.idx_projects_search on tasks.projects gin (to_tsvector('english'::regconfig, (((name) || ' ') || COALESCE(description, ''))))",
  ),
  ...corrected(NEVER_NULL, [
    "column tasks.projects.status varchar(50) default 'active'",
    "column tasks.projects.status varchar(50) not null default 'active'",
  ]),
  ...corrected(
    BOTH,
    [
      'column tasks.projects.created_at timestamptz default CURRENT_TIMESTAMP',
      'column tasks.projects.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
    [
      'column tasks.projects.updated_at timestamptz default CURRENT_TIMESTAMP',
      'column tasks.projects.updated_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
  ),
]

const tasks: Entry[] = [
  ...asSpecified(
    'table tasks.tasks',
    'column tasks.tasks.id uuid not null default gen_random_uuid()',
    'column tasks.tasks.title varchar(500) not null',
    'column tasks.tasks.description text',
    'column tasks.tasks.created_by uuid not null',
    'column tasks.tasks.assigned_to uuid',
    'column tasks.tasks.project_id uuid',
    'constraint tasks.tasks.tasks_assigned_to_fkey FOREIGN KEY (assigned_to) REFERENCES users.users(id)',
    'constraint tasks.tasks.tasks_created_by_fkey FOREIGN KEY (created_by) REFERENCES users.users(id)',
    'constraint tasks.tasks.tasks_pkey PRIMARY KEY (id)',
    'constraint tasks.tasks.tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES tasks.projects(id)',
    "constraint tasks.tasks.valid_priority CHECK (((priority) = ANY ((ARRAY['low', 'medium', 'high', 'critical'])::text[])))",
    "constraint tasks.tasks.valid_task_status CHECK (((status) = ANY ((ARRAY['todo', 'in_progress', 'in_review', 'completed', 'cancelled'])::text[])))",
    "index tasks.idx_tasks_assigned_status on tasks.tasks btree (assigned_to, status) WHERE ((status) <> 'completed')",
    'index tasks.idx_tasks_created_by_date on tasks.tasks btree (created_by, created_at DESC)',
    'index tasks.idx_tasks_due_date on tasks.tasks btree (due_date) WHERE (due_date IS NOT NULL)',
    'index tasks.idx_tasks_project_status on tasks.tasks btree (project_id, status)',
    "index tasks.idx_tasks_search on tasks.tasks gin (to_tsvector('english'::regconfig, (((title) || ' ') || COALESCE(description, ''))))",
    'index tasks.idx_tasks_tags on tasks.tasks gin (tags)',
  ),
  ...corrected(
    NEVER_NULL,
    [
      "column tasks.tasks.status varchar(50) default 'todo'",
      "column tasks.tasks.status varchar(50) not null default 'todo'",
    ],
    [
      "column tasks.tasks.priority varchar(50) default 'medium'",
      "column tasks.tasks.priority varchar(50) not null default 'medium'",
    ],
    [
      "column tasks.tasks.tags text[] default '{}'::text[]",
      "column tasks.tasks.tags text[] not null default '{}'::text[]",
    ],
  ),
  ...corrected(
    WHOLE_MS,
    ['column tasks.tasks.due_date timestamptz', 'column tasks.tasks.due_date timestamptz(3)'],
    [
      'column tasks.tasks.completed_at timestamptz',
      'column tasks.tasks.completed_at timestamptz(3)',
    ],
  ),
  ...corrected(
    BOTH,
    [
      'column tasks.tasks.created_at timestamptz default CURRENT_TIMESTAMP',
      'column tasks.tasks.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
    [
      'column tasks.tasks.updated_at timestamptz default CURRENT_TIMESTAMP',
      'column tasks.tasks.updated_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
  ),
]

const sessions: Entry[] = [
  ...asSpecified(
    'table auth.sessions',
    'column auth.sessions.id uuid not null default gen_random_uuid()',
    'column auth.sessions.user_id uuid not null',
    'column auth.sessions.token_hash varchar(255) not null',
    'column auth.sessions.refresh_token_hash varchar(255) not null',
    'column auth.sessions.ip_address inet',
    'column auth.sessions.user_agent text',
    'constraint auth.sessions.sessions_pkey PRIMARY KEY (id)',
    'constraint auth.sessions.sessions_refresh_token_hash_key UNIQUE (refresh_token_hash)',
    'constraint auth.sessions.sessions_token_hash_key UNIQUE (token_hash)',
    'constraint auth.sessions.sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id) ON DELETE CASCADE',
  ),
  ...corrected(WHOLE_MS, [
    'column auth.sessions.expires_at timestamptz not null',
    'column auth.sessions.expires_at timestamptz(3) not null',
  ]),
  ...corrected(
    BOTH,
    [
      'column auth.sessions.created_at timestamptz default CURRENT_TIMESTAMP',
      'column auth.sessions.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
    [
      'column auth.sessions.last_accessed_at timestamptz default CURRENT_TIMESTAMP',
      'column auth.sessions.last_accessed_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    ],
  ),
  ...corrected(
    'CREATE TABLE takes no INDEX: each has a statement of its own',
    [
      'index auth.idx_sessions_user_id on auth.sessions btree (user_id)',
      'index auth.idx_sessions_user_id on auth.sessions btree (user_id)',
    ],
    [
      'index auth.idx_sessions_expires_at on auth.sessions btree (expires_at)',
      'index auth.idx_sessions_expires_at on auth.sessions btree (expires_at)',
    ],
  ),
  ...corrected('the unique constraint has the same index already', [
    'index auth.idx_sessions_token_hash on auth.sessions btree (token_hash)',
  ]),
  ...corrected('an index cannot ask for the time: the same one without the clause', [
    'index auth.idx_sessions_user_expires on auth.sessions btree (user_id, expires_at) WHERE (expires_at > now())',
    'index auth.idx_sessions_user_expires on auth.sessions btree (user_id, expires_at)',
  ]),
]

/** Named in the text, in TypeScript or in a statement, without a table. */
const undefinedThere: Entry[] = [
  ...namedOnly(
    'User.preferences: notifications, privacy, theme',
    'table users.user_preferences',
    'column users.user_preferences.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    "column users.user_preferences.notifications jsonb not null default '{}'::jsonb",
    "column users.user_preferences.privacy jsonb not null default '{}'::jsonb",
    "column users.user_preferences.theme varchar(50) not null default 'system'",
    'column users.user_preferences.updated_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    'column users.user_preferences.user_id uuid not null',
    'constraint users.user_preferences.user_preferences_pkey PRIMARY KEY (user_id)',
    'constraint users.user_preferences.user_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id) ON DELETE CASCADE',
    "constraint users.user_preferences.valid_theme CHECK (((theme) = ANY ((ARRAY['light', 'dark', 'system'])::text[])))",
  ),
  ...namedOnly(
    'Project.memberIds; roles, and members who left stay marked, so that old work keeps its names',
    'table tasks.project_members',
    'column tasks.project_members.joined_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    'column tasks.project_members.left_at timestamptz(3)',
    'column tasks.project_members.project_id uuid not null',
    "column tasks.project_members.role varchar(50) not null default 'editor'",
    'column tasks.project_members.user_id uuid not null',
    'column tasks.project_members.version bigint not null default 0',
    'constraint tasks.project_members.project_members_pkey PRIMARY KEY (project_id, user_id)',
    'constraint tasks.project_members.project_members_project_id_fkey FOREIGN KEY (project_id) REFERENCES tasks.projects(id) ON DELETE CASCADE',
    'constraint tasks.project_members.project_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id)',
    "constraint tasks.project_members.valid_role CHECK (((role) = ANY ((ARRAY['owner', 'editor', 'viewer'])::text[])))",
    'index tasks.idx_project_members_user on tasks.project_members btree (user_id) WHERE (left_at IS NULL)',
  ),
  ...namedOnly(
    'PasswordReset',
    'table auth.password_resets',
    'column auth.password_resets.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    'column auth.password_resets.expires_at timestamptz(3) not null',
    'column auth.password_resets.id uuid not null default gen_random_uuid()',
    'column auth.password_resets.token_hash varchar(255) not null',
    'column auth.password_resets.used boolean not null default false',
    'column auth.password_resets.user_id uuid not null',
    'constraint auth.password_resets.password_resets_pkey PRIMARY KEY (id)',
    'constraint auth.password_resets.password_resets_token_hash_key UNIQUE (token_hash)',
    'constraint auth.password_resets.password_resets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id) ON DELETE CASCADE',
    'index auth.idx_password_resets_user_id on auth.password_resets btree (user_id)',
  ),
  ...namedOnly(
    'User.emailVerified; the address stands in the row, so that an old link verifies no new one',
    'table auth.email_verifications',
    'column auth.email_verifications.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    'column auth.email_verifications.email varchar(255) not null',
    'column auth.email_verifications.expires_at timestamptz(3) not null',
    'column auth.email_verifications.id uuid not null default gen_random_uuid()',
    'column auth.email_verifications.token_hash varchar(255) not null',
    'column auth.email_verifications.used boolean not null default false',
    'column auth.email_verifications.user_id uuid not null',
    'constraint auth.email_verifications.email_verifications_pkey PRIMARY KEY (id)',
    'constraint auth.email_verifications.email_verifications_token_hash_key UNIQUE (token_hash)',
    'constraint auth.email_verifications.email_verifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.users(id) ON DELETE CASCADE',
    'index auth.idx_email_verifications_user_id on auth.email_verifications btree (user_id)',
  ),
  ...namedOnly(
    'audit.activity_log; the actor is a bare id, kept beyond the account; version is the order of events',
    'table audit.activity_log',
    'column audit.activity_log.action varchar(50) not null',
    'column audit.activity_log.actor_id uuid',
    'column audit.activity_log.created_at timestamptz(3) not null default CURRENT_TIMESTAMP',
    'column audit.activity_log.entity_id uuid not null',
    'column audit.activity_log.entity_type varchar(50) not null',
    'column audit.activity_log.id uuid not null default gen_random_uuid()',
    "column audit.activity_log.metadata jsonb not null default '{}'::jsonb",
    "column audit.activity_log.version bigint not null default nextval('sync.version_seq'::regclass)",
    'constraint audit.activity_log.activity_log_pkey PRIMARY KEY (id)',
    'index audit.idx_activity_log_created_at on audit.activity_log btree (created_at)',
    'index audit.idx_activity_log_entity on audit.activity_log btree (entity_type, entity_id, created_at)',
  ),
]

export const specification: readonly Entry[] = [
  ...asSpecified('schema users', 'schema tasks', 'schema auth', 'schema audit'),
  ...users,
  ...profiles,
  ...projects,
  ...tasks,
  ...sessions,
  ...undefinedThere,
]
