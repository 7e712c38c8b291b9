/**
 * What the migrations make beyond the specification, and why. A table that is added is one line,
 * `table schema.name`, and stands for its columns, constraints, indexes and triggers, which its
 * migration and `schema.pg.test.ts` already say twice. On a table of the specification each thing is
 * a line of its own.
 */
export interface Addition {
  why: string
  lines: readonly string[]
}

const added = (why: string, ...lines: string[]): Addition => ({ why, lines })

export const additions: readonly Addition[] = [
  added(
    'the order of changes, and what each device has of it',
    'schema sync',
    'sequence sync.version_seq',
    'table sync.change_log',
    'table sync.buckets',
    'table sync.commits',
    'table sync.transactions',
    'table sync.clients',
    'table sync.mutations',
    'table sync.epoch',
  ),
  added('two edits that met are told to both writers', 'table sync.conflicts'),
  added(
    'the analytics of the specification’s data flow, which it gives no tables',
    'schema analytics',
    'table analytics.task_events',
    'table analytics.daily',
  ),
  added(
    'what people are told of, each event once to each, in the application and by mail',
    'table users.notifications',
    'table users.mails',
  ),
  added(
    'a large bucket is fetched whole, and the log behind it is finite',
    'table sync.snapshots',
    'table sync.horizons',
  ),
  added(
    'who looks after the accounts of an installation',
    'column users.users.admin boolean not null default false',
  ),
  added(
    'what is asked about an address takes as long whoever has it; people come in by invitation',
    'table auth.account_requests',
    'table auth.invitations',
  ),
  added('the ledger of schema migrations', 'schema ops', 'table ops.migrations'),
  added('which memory the servers may use as their cache', 'table ops.cache_fence'),
  added('how far each change to the data has come', 'table ops.data_migrations'),
  added(
    'whether an index apart from the record is known to lack something',
    'table ops.search_standing',
  ),
  added(
    'every item of an imported source, as it came',
    'table ops.import_runs',
    'table ops.import_items',
  ),
  added(
    'the audit log is read as a feed: complete, resumed from where it was, given up by name',
    'column audit.activity_log.xid xid8 default pg_current_xact_id()',
    'index audit.idx_activity_log_xid on audit.activity_log btree (xid, version)',
    'table ops.feed_positions',
    'table ops.dead_letters',
    'sequence ops.dead_letters_id_seq',
  ),
  added(
    'a row’s place in the order of its own changes',
    'column users.users.version bigint not null default 0',
    'column tasks.projects.version bigint not null default 0',
    'column tasks.tasks.version bigint not null default 0',
  ),
  added('the manual order of tasks', 'column tasks.tasks.order_key text collate C not null'),
  added(
    'a due date without a time is the same day in every time zone',
    'column tasks.tasks.due_all_day boolean not null default false',
  ),
  added(
    'the trash: a deleted task stays 30 days',
    'column tasks.tasks.deleted_at timestamptz(3)',
    'index tasks.idx_tasks_deleted_at on tasks.tasks btree (deleted_at) WHERE (deleted_at IS NOT NULL)',
  ),
  added(
    'a device that joins a project reads it page by page, in the order of ids',
    'index tasks.idx_tasks_project_id on tasks.tasks btree (project_id, id) WHERE (project_id IS NOT NULL)',
  ),
  added(
    'the bucket of an assignee holds what is theirs outside any project, closed or not',
    'index tasks.idx_tasks_assigned_personal on tasks.tasks btree (assigned_to) WHERE ((project_id IS NULL) AND (assigned_to IS NOT NULL))',
  ),
  added(
    'a refresh token rotates in place and keeps the one before it; a session can be ended',
    "column auth.sessions.client varchar(50) not null default 'web'",
    'column auth.sessions.previous_refresh_token_hash varchar(255)',
    'column auth.sessions.rotated_at timestamptz(3)',
    'column auth.sessions.revoked_at timestamptz(3)',
    "constraint auth.sessions.valid_client CHECK (((client) = ANY ((ARRAY['web', 'desktop', 'tool'])::text[])))",
  ),
  added(
    'what a row belongs to, and who may see it',
    'function sync.user_bucket',
    'function sync.project_bucket',
    'function sync.buckets_of_task',
    'function sync.buckets_of_project',
    'function sync.buckets_of_member',
    'function sync.buckets_of_user',
    'function sync.buckets_of_conflict',
    'function sync.member_id',
    'function sync.granted_buckets',
    'function sync.buckets_without',
    'function sync.current_epoch',
  ),
  added(
    'each write is versioned, logged and numbered in the writer’s transaction',
    'function sync.open_transaction',
    'function sync.number_transaction',
    'function sync.stamp_version',
    'function sync.stamp_new_task',
    'function sync.stamp_new_project',
    'function sync.stamp_new_member',
    'function sync.log_tasks',
    'function sync.log_projects',
    'function sync.log_members',
    'function sync.log_users',
    'function sync.log_conflicts',
    'function sync.touch_users',
    'function sync.touch_members_by_profile',
    'trigger users.users.stamp_write',
    'trigger users.users.log_insert',
    'trigger users.users.log_update',
    'trigger users.users.log_delete',
    'trigger users.user_profiles.touch_user_insert',
    'trigger users.user_profiles.touch_user_update',
    'trigger users.user_profiles.touch_members',
    'trigger users.user_preferences.touch_user_insert',
    'trigger users.user_preferences.touch_user_update',
    'trigger tasks.projects.stamp_insert',
    'trigger tasks.projects.stamp_update',
    'trigger tasks.projects.log_insert',
    'trigger tasks.projects.log_update',
    'trigger tasks.projects.log_delete',
    'trigger tasks.project_members.stamp_insert',
    'trigger tasks.project_members.stamp_update',
    'trigger tasks.project_members.log_insert',
    'trigger tasks.project_members.log_update',
    'trigger tasks.project_members.log_delete',
    'trigger tasks.tasks.stamp_insert',
    'trigger tasks.tasks.stamp_update',
    'trigger tasks.tasks.log_insert',
    'trigger tasks.tasks.log_update',
    'trigger tasks.tasks.log_delete',
  ),
]
