import type { RowKind } from './rows.ts'

/**
 * What a value is. **secret**: proves who somebody is, or is a digest of what does. **personal**: says
 * who somebody is or where they are. **content**: what people write for each other. **technical**:
 * names, counts, kinds and moments that mean nothing by themselves.
 */
export type DataKind = 'secret' | 'personal' | 'content' | 'technical'

/** Where values go beside the database. */
export type Place = 'answers' | 'events' | 'caches' | 'search' | 'mails' | 'analytics' | 'logs'

/** The only places where a value of a kind may appear. */
export const mayAppear: Readonly<Record<DataKind, readonly Place[]>> = {
  // A digest of a session's token names what is cached of it. A new secret is told once, to its holder.
  secret: ['caches'],
  personal: ['answers', 'events', 'caches', 'search', 'mails'],
  content: ['answers', 'events', 'caches', 'search', 'mails'],
  technical: ['answers', 'events', 'caches', 'search', 'mails', 'analytics', 'logs'],
}

type Names = Partial<Record<DataKind, string>>

const kindsOf = (names: Names): ReadonlyMap<string, DataKind> =>
  new Map(
    (Object.entries(names) as [DataKind, string][]).flatMap(([kind, all]) =>
      all.split(' ').map((name): [string, DataKind] => [name, kind]),
    ),
  )

const mapped = <K extends string>(
  tables: Record<K, Names>,
): ReadonlyMap<K, ReadonlyMap<string, DataKind>> =>
  new Map((Object.keys(tables) as K[]).map((name) => [name, kindsOf(tables[name])]))

/** Every column of every table. */
export const dataMap = mapped({
  'users.users': {
    personal: 'email',
    secret: 'password_hash',
    technical: 'id email_verified status admin created_at updated_at version',
  },
  'users.user_profiles': {
    personal: 'first_name last_name avatar_url bio location timezone language',
    technical: 'user_id created_at updated_at',
  },
  'users.user_preferences': {
    personal: 'notifications privacy theme',
    technical: 'user_id created_at updated_at',
  },
  'users.notifications': {
    technical: 'id user_id event_id kind task_id project_id actor_id created_at read_at',
  },
  'users.mails': { technical: 'event_id user_id state created_at' },
  'auth.sessions': {
    secret: 'token_hash refresh_token_hash previous_refresh_token_hash',
    personal: 'ip_address user_agent',
    technical: 'id user_id rotated_at expires_at revoked_at client created_at last_accessed_at',
  },
  'auth.password_resets': {
    secret: 'token_hash',
    technical: 'id user_id expires_at used created_at',
  },
  'auth.email_verifications': {
    secret: 'token_hash',
    personal: 'email',
    technical: 'id user_id expires_at used created_at',
  },
  'auth.invitations': {
    secret: 'token_hash',
    personal: 'email',
    technical: 'id invited_by expires_at used_at revoked_at mail created_at',
  },
  'auth.account_requests': {
    personal: 'email',
    // With the hash of the password that was chosen.
    secret: 'registration',
    technical: 'id kind created_at',
  },
  'auth.challenges': {
    secret: 'challenge',
    technical: 'id purpose user_id wrong_tries expires_at created_at',
  },
  'auth.totp': { secret: 'sealed_secret', technical: 'user_id last_step created_at' },
  'auth.recovery_codes': { secret: 'code_hash', technical: 'user_id created_at' },
  'auth.passkeys': {
    personal: 'name credential_id public_key',
    technical: 'id user_id counter transports created_at last_used_at',
  },
  'auth.personal_access_tokens': {
    secret: 'token_hash',
    personal: 'name',
    technical: 'id user_id scopes expires_at last_used_at revoked_at created_at',
  },
  'tasks.tasks': {
    content: 'title description tags',
    technical:
      'id status priority due_date due_all_day created_by assigned_to project_id order_key created_at updated_at completed_at deleted_at version',
  },
  'tasks.projects': {
    content: 'name description',
    technical: 'id status owner_id created_at updated_at version',
  },
  'tasks.project_members': { technical: 'project_id user_id role joined_at left_at version' },
  'audit.activity_log': {
    // The fields of what changed, before and after.
    content: 'metadata',
    technical: 'id entity_type entity_id action actor_id version created_at xid',
  },
  'sync.conflicts': {
    content: 'base lost kept',
    technical: 'id user_id task_id project_id field kind by_id at dismissed_at version',
  },
  'sync.mutations': { technical: 'client_id id name digest result at user_id draft_id' },
  'sync.clients': { technical: 'id user_id session_id last_mutation_id created_at last_seen_at' },
  'sync.buckets': { technical: 'id n' },
  'sync.change_log': { technical: 'seq xid entity id version buckets left_buckets' },
  'sync.commits': { technical: 'bucket n xid at changes' },
  'sync.epoch': { technical: 'singleton life restores' },
  'sync.horizons': { technical: 'bucket n' },
  'sync.snapshots': {
    technical: 'bucket n build epoch page_version rows pages built_at superseded_at',
  },
  'sync.transactions': { technical: 'xid' },
  'analytics.daily': {
    technical: 'kind id day created completed cancelled reopened cycles cycle_seconds overdue',
  },
  'analytics.task_events': {
    technical:
      'event_id task_id version action actor_id project_id created_by assigned_to at cycle_seconds counts',
  },
  'ops.cache_fence': { technical: 'singleton era life' },
  'ops.data_migrations': { technical: 'name position seen changed began_at moved_at finished_at' },
  // What a consumer was given, and what it said when it gave up.
  'ops.dead_letters': { content: 'event error', technical: 'id consumer attempts since' },
  'ops.feed_positions': { technical: 'feed epoch xid version newest moved_at' },
  'ops.import_items': {
    content: 'payload',
    technical: 'project_id source kind source_id task_id run_id',
  },
  'ops.import_runs': {
    content: 'report',
    technical: 'id source project_id run_by digest created_at',
  },
  'ops.migrations': { technical: 'name checksum applied_at' },
  'ops.search_standing': { technical: 'one behind_since marks' },
})

/** Every field of every row that devices hold. */
export const rowMap = mapped<RowKind>({
  task: {
    content: 'title description tags',
    technical:
      'id status priority dueDate dueAllDay createdBy assignedTo projectId orderKey createdAt updatedAt completedAt deletedAt version',
  },
  project: {
    content: 'name description',
    technical: 'id status ownerId createdAt updatedAt version',
  },
  member: { personal: 'displayName avatar', technical: 'id projectId userId role left version' },
  user: {
    personal: 'email profile preferences',
    technical: 'id emailVerified status createdAt updatedAt version',
  },
  conflict: {
    content: 'base lost kept',
    technical: 'id userId taskId projectId field kind by at dismissedAt version',
  },
})

/** Secrets that are in no column: what people type, what requests carry, what the operator sets. */
const SECRETS_ELSEWHERE =
  'password newPassword currentPassword accessToken refreshToken refreshCookie browserCookie bearer token ticket secret recoveryCodes otpauthUrl setup cookie set-cookie setCookie authorization databaseUrl analyticsUrl amqpUrl redisUrl smtpUrl signingKey tokenKey metricsToken meilisearch redis'

/** As a program spells it: `token_hash` is `tokenHash`. */
const inCamelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

const namesOf = (isMeant: (kind: DataKind) => boolean): string[] =>
  [...dataMap.values(), ...rowMap.values()].flatMap((columns) =>
    [...columns].flatMap(([name, kind]) => (isMeant(kind) ? [name, inCamelCase(name)] : [])),
  )

const mayBeLogged = (kind: DataKind): boolean => mayAppear[kind].includes('logs')

/**
 * Names under which no value is ever logged. A name that some table uses for something technical, as
 * `name`, says nothing about a value and is not among them.
 */
export const neverLogged: ReadonlySet<string> = new Set(
  [...namesOf((kind) => !mayBeLogged(kind)), ...SECRETS_ELSEWHERE.split(' ')].filter(
    (name) => !namesOf(mayBeLogged).includes(name),
  ),
)
