import { grantedBuckets, readBucketPage } from '@holdfast/db'
import {
  type IsoDate,
  type ProjectId,
  projectBucket,
  type Tag,
  TaskId,
  type UserId,
  userBucket,
} from '@holdfast/domain'
import { postgresSearchIndex, preferIndex } from '@holdfast/infra/search/postgres'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { pruneMails, pruneNotifications, settleLostMails } from './notifications/retention.ts'
import { openWorld, PASSWORD, type Person, type World } from './testing/world.ts'

let world: World
let ann: Person
let carl: UserId
let large: ProjectId
let small: ProjectId
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ann = await world.person('Ann')
  carl = (await world.person('Carl')).user.id as UserId
  large = (await ann.api.projects.create({ name: 'Farm' })).id
  small = (await ann.api.projects.create({ name: 'Garden' })).id
  for (const projectId of [large, small])
    await ann.api.projects.addMember({ projectId, email: 'carl@example.org', role: 'editor' })
  await fill()
}, 120_000)
afterAll(() => world[Symbol.asyncDispose]())

const ask = <T extends object>(text: string, ...values: unknown[]): Promise<T[]> =>
  world.services.db.read((reader) => reader.rows({ text, values }) as Promise<T[]>)

/** Enough of everything that reading all of it is not the cheapest. */
const fill = async (): Promise<void> => {
  await ask(
    `INSERT INTO users.users (email, password_hash)
     SELECT 'person' || n || '@example.org', 'none' FROM generate_series(1, 5000) AS n`,
  )
  await ask(
    `INSERT INTO tasks.projects (name, owner_id, description)
     SELECT 'Project ' || n, u.id, CASE WHEN n % 500 = 0 THEN 'about aubergines' END
     FROM generate_series(1, 5000) AS n
     JOIN users.users u ON u.email = 'person' || n || '@example.org'`,
  )
  await ask(
    `INSERT INTO tasks.project_members (project_id, user_id, role)
     SELECT id, owner_id, 'owner' FROM tasks.projects ON CONFLICT DO NOTHING`,
  )
  await ask(
    `INSERT INTO tasks.tasks (title, description, status, tags, due_date, deleted_at, created_at,
                              created_by, assigned_to, project_id, order_key)
     SELECT 'Water bed ' || n || CASE WHEN n % 1000 = 0 THEN ' aubergines' ELSE '' END,
            'By hand, early in the day',
            (ARRAY['todo', 'in_progress', 'in_review', 'completed', 'cancelled'])[n % 5 + 1],
            CASE WHEN n % 1000 = 1 THEN '{rare}'::text[] ELSE '{often}' END,
            CASE WHEN n % 3 = 0 THEN timestamptz '2026-01-01' + n * interval '20 minutes' END,
            CASE WHEN n % 400 = 7 THEN timestamptz '2026-02-01' END,
            timestamptz '2026-01-01' + n * interval '1 minute',
            CASE WHEN n % 300 = 1 THEN $2::uuid ELSE $1 END,
            CASE WHEN n % 300 = 2 THEN $2::uuid WHEN n % 2 = 0 THEN $1 END,
            CASE WHEN n % 100 < 3 THEN $4::uuid WHEN n % 100 < 4 THEN NULL ELSE $3 END, 'a0'
     FROM generate_series(1, 30000) AS n`,
    ann.user.id,
    carl,
    large,
    small,
  )
  await ask(
    `INSERT INTO auth.sessions (user_id, token_hash, refresh_token_hash, expires_at)
     SELECT u.id, 'a' || u.email || n, 'b' || u.email || n, now() + n * interval '1 day'
     FROM users.users u, generate_series(1, 4) AS n`,
  )
  await ask(
    `INSERT INTO users.user_profiles (user_id, first_name, last_name)
     SELECT id, 'Nora', 'Quist' || substr(email, 7, 4) FROM users.users WHERE email LIKE 'person%'`,
  )
  await ask(
    `INSERT INTO audit.activity_log (entity_type, entity_id, action, actor_id, created_at)
     SELECT 'task', gen_random_uuid(), 'moved', u.id, now() - n * interval '1 minute'
     FROM generate_series(1, 4) AS n, users.users u`,
  )
  // Somebody's own, so many that to read all of them is not the cheapest.
  await ask(
    `INSERT INTO auth.sessions (user_id, token_hash, refresh_token_hash, expires_at)
     SELECT $1, 'c' || n, 'd' || n, now() - n * interval '1 hour' FROM generate_series(1, 5000) AS n`,
    carl,
  )
  await ask(
    `INSERT INTO users.notifications (user_id, event_id, kind, project_id, read_at)
     SELECT u.id, gen_random_uuid(), 'project-member-added', $1,
            CASE WHEN n % 2 = 0 THEN now() - n * interval '1 hour' END
     FROM generate_series(1, 4000) AS n
     JOIN users.users u ON u.email = 'person' || n || '@example.org'`,
    small,
  )
  await ask(
    `INSERT INTO users.mails (user_id, event_id, state, created_at)
     SELECT u.id, gen_random_uuid(), CASE WHEN n % 900 = 0 THEN 'sending' ELSE 'sent' END,
            now() - n * interval '10 minutes'
     FROM generate_series(1, 4000) AS n
     JOIN users.users u ON u.email = 'person' || n || '@example.org'`,
  )
  await ask('ANALYZE')
}

const DAY_MS = 24 * 60 * 60 * 1000
const ago = (days: number): Date => new Date(Date.now() - days * DAY_MS)

interface Sent {
  text: string
  values?: unknown[]
}

/** Every statement that is sent while something is done. */
const sentBy = async (doing: () => Promise<unknown>): Promise<Sent[]> => {
  const spy = vi.spyOn(Client.prototype, 'query')
  try {
    await doing()
    return spy.mock.calls.map((call): Sent => {
      const [first, second] = call as unknown as [string | Sent, unknown[] | undefined]
      const sent = typeof first === 'string' ? { text: first } : first
      return { text: sent.text, values: second ?? sent.values ?? [] }
    })
  } finally {
    spy.mockRestore()
  }
}

/** The indexes that PostgreSQL would go by. */
const indexesOf = async ({ text, values = [] }: Sent, setting?: string): Promise<string[]> =>
  world.services.db.readSnapshot(async (reader) => {
    if (setting) await reader.rows({ text: setting })
    const plan = await reader.rows<object>({ text: `EXPLAIN (FORMAT JSON) ${text}`, values })
    return [...JSON.stringify(plan).matchAll(/"Index Name":"(\w+)"/g)].flatMap(
      ([, name]) => name ?? [],
    )
  })

interface Use {
  index: string
  /** What the program does that goes by it. */
  by: string
  /** Does it; some statement of it goes by the index. */
  program?: () => Promise<unknown>
  /** Why no query of the program goes by it, and the query that it is for. */
  meant?: { why: string; statement: () => Sent }
  setting?: string
}

const list = (filters: Parameters<Person['api']['tasks']['list']>[0]) => () =>
  ann.api.tasks.list(filters)

const uses: Use[] = [
  {
    index: 'idx_users_email_status',
    by: 'an account by its exact address',
    meant: {
      why: 'sign-in takes an address in any case, and users_email_key, on lower(email), serves that',
      statement: () => ({
        text: `SELECT id FROM users.users WHERE email = $1 AND status = 'active'`,
        values: ['person77@example.org'],
      }),
    },
  },
  {
    index: 'users_email_key',
    by: 'auth.login',
    program: () =>
      world
        .asking()
        .api.auth.login({ email: 'Ann@Example.org', password: PASSWORD, client: 'tool' }),
  },
  {
    index: 'idx_users_email_order',
    by: 'admin.users.list in the order of addresses',
    program: () => ann.api.admin.users.list({}),
  },
  {
    index: 'idx_users_not_active',
    by: 'admin.users.list of who is suspended',
    program: () => ann.api.admin.users.list({ status: 'suspended' }),
  },
  {
    index: 'idx_user_profiles_name',
    by: 'admin.users.list by the beginning of a name',
    program: () => ann.api.admin.users.list({ search: 'nora quist77' }),
  },
  {
    index: 'idx_user_profiles_last_name',
    by: 'admin.users.list by the beginning of a last name',
    program: () => ann.api.admin.users.list({ search: 'quist77' }),
  },
  {
    index: 'idx_activity_log_actor',
    by: 'admin.audit.list of what one person did',
    program: () => ann.api.admin.audit.list({ actor: carl }),
  },
  {
    index: 'idx_activity_log_action',
    by: 'admin.audit.list of one kind of thing',
    program: () => ann.api.admin.audit.list({ action: 'member-role-changed' }),
  },
  {
    index: 'idx_tasks_assigned_status',
    by: 'tasks.list of what somebody has to do',
    program: () => list({ filters: { assignedTo: carl, status: ['todo', 'in_progress'] } })(),
  },
  {
    index: 'idx_tasks_project_status',
    by: 'tasks.list of a project by status',
    program: () => list({ filters: { projectId: small, status: ['in_review'] } })(),
  },
  {
    index: 'idx_tasks_created_by_date',
    by: 'tasks.list of what somebody created, the newest first',
    program: () => list({ filters: { createdBy: carl } })(),
  },
  {
    index: 'idx_tasks_due_date',
    by: 'tasks.list of what is due on a day',
    program: list({
      filters: { dueDate: { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z' } },
    }),
  },
  {
    index: 'idx_tasks_tags',
    by: 'tasks.list by tag',
    program: list({ filters: { tags: ['rare' as Tag] } }),
  },
  {
    index: 'idx_tasks_search',
    by: 'tasks.search',
    program: () => ann.api.tasks.search({ query: 'aubergines' }),
    setting: preferIndex.text,
  },
  {
    index: 'idx_projects_search',
    by: 'projects by the words of their name and description',
    meant: {
      why: 'a device searches the few projects that it holds by itself',
      statement: () => ({
        text: `SELECT id FROM tasks.projects
               WHERE to_tsvector('english', name || ' ' || COALESCE(description, ''))
                     @@ websearch_to_tsquery('english', $1)`,
        values: ['aubergine'],
      }),
    },
  },
  {
    index: 'idx_sessions_user_id',
    by: 'the sessions of a person whose account goes',
    meant: {
      why: 'PostgreSQL’s own query for ON DELETE CASCADE',
      statement: () => ({
        text: 'SELECT id FROM ONLY auth.sessions x WHERE $1 = user_id FOR KEY SHARE OF x',
        values: [carl],
      }),
    },
  },
  {
    index: 'idx_sessions_user_expires',
    by: 'the sessions of a person that live, the next to end first',
    meant: {
      why: 'a session is looked up by its id; a list of them comes with the screen for it',
      statement: () => ({
        text: `SELECT id FROM auth.sessions WHERE user_id = $1 AND expires_at > $2
               ORDER BY expires_at LIMIT 20`,
        values: [carl, new Date()],
      }),
    },
  },
  {
    index: 'idx_sessions_expires_at',
    by: 'the sessions that have been over for long',
    meant: {
      why: 'what is over is refused when it is asked for; nothing sweeps it yet',
      statement: () => ({
        text: 'SELECT id FROM auth.sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000',
        values: [new Date(Date.now() - 200 * 24 * 3600 * 1000)],
      }),
    },
  },
  {
    index: 'idx_tasks_project_id',
    by: 'a device that joins a project, page by page',
    program: () =>
      world.services.db.read((reader) =>
        readBucketPage(reader, projectBucket(large), null, { rows: 100, bytes: 1_000_000 }),
      ),
  },
  {
    index: 'idx_tasks_assigned_personal',
    by: 'a device that joins a person’s bucket',
    program: () =>
      world.services.db.read((reader) =>
        readBucketPage(reader, userBucket(carl), null, { rows: 1000, bytes: 1_000_000 }),
      ),
  },
  {
    index: 'idx_tasks_deleted_at',
    by: 'the trash that is 30 days old',
    meant: {
      why: 'nothing purges the trash yet',
      statement: () => ({
        text: 'SELECT id FROM tasks.tasks WHERE deleted_at < $1 ORDER BY deleted_at LIMIT 1000',
        values: ['2026-03-03T00:00:00.000Z' as IsoDate],
      }),
    },
  },
  {
    index: 'idx_project_members_user',
    by: 'what a person may see',
    program: () => world.services.db.read((reader) => grantedBuckets(reader, carl)),
  },
  {
    index: 'idx_activity_log_entity',
    by: 'tasks.history',
    program: async () => {
      const [task] = await ask<{ id: string }>('SELECT id FROM tasks.tasks LIMIT 1')
      await ann.api.tasks.history({ id: TaskId.parse(task?.id) })
    },
    setting: 'SET LOCAL enable_seqscan = off',
  },
  {
    index: 'idx_notifications_read_at',
    by: 'what was read long ago, and goes',
    program: () => world.services.db.transact((tx) => pruneNotifications(tx, ago(150), MOST)),
  },
  {
    index: 'idx_mails_created_at',
    by: 'mails of long ago, which go',
    program: () => world.services.db.transact((tx) => pruneMails(tx, ago(25), MOST)),
  },
  {
    index: 'idx_mails_sending',
    by: 'mails whose sender has ended',
    program: () => world.services.db.transact((tx) => settleLostMails(tx, ago(1 / 24), MOST)),
  },
]
/** Of one transaction. */
const MOST = 1000

test.each(uses)('$index serves $by', async ({ index, program, meant, setting }) => {
  const sent = program ? await sentBy(program) : []
  const statements = meant ? [meant.statement()] : sent
  const planned = statements.filter(({ text }) => /^\s*(SELECT|WITH|DELETE|UPDATE)\b/i.test(text))
  expect(planned.length).toBeGreaterThan(0)
  const used = await Promise.all(planned.map((statement) => indexesOf(statement, setting)))
  expect(used.flat()).toContain(index)
})

test('every index of the tables of the specification has its use', async () => {
  const found = await ask<{ name: string }>(
    `SELECT indexname AS name FROM pg_indexes
     WHERE indexname LIKE 'idx\\_%' AND schemaname || '.' || tablename IN
       ('users.users', 'users.user_profiles', 'tasks.projects', 'tasks.tasks', 'auth.sessions')`,
  )
  const known = new Set(uses.map(({ index }) => index))
  const unused = found.filter(({ name }) => !known.has(name))
  expect(unused.map(({ name }) => `say in index-use.pg.test.ts what ${name} serves`)).toEqual([])
  expect(found.length).toBeGreaterThan(10)
})
