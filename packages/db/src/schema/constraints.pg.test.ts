import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertProject, insertUser, type TestDatabase, testDatabase } from '../testing/index.ts'

let t: TestDatabase
beforeAll(async () => {
  t = await testDatabase()
})
afterAll(() => t[Symbol.asyncDispose]())

/** The constraint that refuses a statement, or undefined when none does. */
const refusal = async (text: string, values: unknown[] = []): Promise<string | undefined> => {
  const undo = Object.assign(new Error('undo'), { constraint: undefined })
  const tried = t.database.transact(async (tx) => {
    await tx.rows({ text, values })
    throw undo
  })
  return tried.catch((error: Error) => {
    if ('constraint' in error) return error.constraint as string | undefined
    throw error
  })
}

describe('accounts', () => {
  const insert = `INSERT INTO users.users (email, password_hash, status) VALUES ($1, 'none', $2)`

  test.each([
    ['ada@example.org', 'active', undefined],
    ['Ada.L+work@sub.example.co', 'suspended', undefined],
    ['no-at-sign', 'active', 'valid_email'],
    ['ada@example', 'active', 'valid_email'],
    ['ada@exa mple.org', 'active', 'valid_email'],
    ['ada@example.org', 'sleeping', 'valid_status'],
  ])('%s, %s: %s', async (email, status, constraint) => {
    expect(await refusal(insert, [email, status])).toBe(constraint)
  })

  test('an address belongs to one account, whatever its case, until that is deleted', async () => {
    const add = `INSERT INTO users.users (email, password_hash) VALUES ('Eve@Example.org', 'none')`
    await t.database.transact((tx) => tx.rows({ text: add.toLowerCase() }))
    expect(await refusal(add)).toBe('users_email_key')
    await t.database.transact((tx) =>
      tx.rows({
        text: `UPDATE users.users SET status = 'deleted' WHERE email = 'eve@example.org'`,
      }),
    )
    expect(await refusal(add)).toBe(undefined)
  })

  test('a theme is light, dark or system', async () => {
    const id = await t.database.transact((tx) => insertUser(tx))
    const set = 'UPDATE users.user_preferences SET theme = $2 WHERE user_id = $1'
    expect(await refusal(set, [id, 'dark'])).toBe(undefined)
    expect(await refusal(set, [id, 'pink'])).toBe('valid_theme')
  })
})

describe('work', () => {
  const insertTask = `
    INSERT INTO tasks.tasks (title, order_key, created_by, status, priority)
    VALUES ('Dig', 'a0', $1, $2, $3)`

  test.each([
    ['todo', 'critical', undefined],
    ['in_progress', 'low', undefined],
    ['in_review', 'medium', undefined],
    ['completed', 'high', undefined],
    ['cancelled', 'high', undefined],
    ['blocked', 'low', 'valid_task_status'],
    ['todo', 'urgent', 'valid_priority'],
  ])('a task that is %s and %s: %s', async (status, priority, constraint) => {
    const id = await t.database.transact((tx) => insertUser(tx))
    expect(await refusal(insertTask, [id, status, priority])).toBe(constraint)
  })

  test('a task is created by an account that there is', async () => {
    expect(await refusal(insertTask, [crypto.randomUUID(), 'todo', 'low'])).toBe(
      'tasks_created_by_fkey',
    )
  })

  test('order keys compare by code unit', async () => {
    const rows = await t.database.read((reader) =>
      reader.rows<{ collation: string }>({
        text: `SELECT collation_name AS collation FROM information_schema.columns
               WHERE column_name = 'order_key'`,
      }),
    )
    expect(rows).toEqual([{ collation: 'C' }])
  })

  test('a project and a role have known states', async () => {
    const owner = await t.database.transact((tx) => insertUser(tx))
    const project = await t.database.transact((tx) => insertProject(tx, owner))
    const setStatus = 'UPDATE tasks.projects SET status = $2 WHERE id = $1'
    expect(await refusal(setStatus, [project, 'archived'])).toBe(undefined)
    expect(await refusal(setStatus, [project, 'paused'])).toBe('valid_project_status')
    const setRole = 'UPDATE tasks.project_members SET role = $2 WHERE project_id = $1'
    expect(await refusal(setRole, [project, 'viewer'])).toBe(undefined)
    expect(await refusal(setRole, [project, 'guest'])).toBe('valid_role')
  })
})

test('what happened outlives the account it names', async () => {
  const actor = await t.database.transact((tx) => insertUser(tx))
  await t.database.transact((tx) =>
    tx.rows({
      text: `INSERT INTO audit.activity_log (entity_type, entity_id, action, actor_id)
             VALUES ('user', $1, 'signed-in', $1)`,
      values: [actor],
    }),
  )
  await t.database.transact((tx) =>
    tx.rows({ text: 'DELETE FROM users.users WHERE id = $1', values: [actor] }),
  )
  const entries = await t.database.read((reader) =>
    reader.rows({ text: 'SELECT FROM audit.activity_log WHERE actor_id = $1', values: [actor] }),
  )
  expect(entries).toHaveLength(1)
})

describe('conflicts', () => {
  const insert = `
    INSERT INTO sync.conflicts (user_id, project_id, field, kind) VALUES ($1, $2, $3, $4)`

  test.each([
    ['name', 'overruled', undefined],
    ['name', 'ignored', 'valid_kind'],
    ['title', 'overruled', 'valid_field'],
  ])('of %s, %s: %s', async (field, kind, constraint) => {
    const [ann, garden] = await t.database.transact(async (tx) => {
      const owner = await insertUser(tx)
      return [owner, await insertProject(tx, owner)]
    })
    expect(await refusal(insert, [ann, garden, field, kind])).toBe(constraint)
    expect(await refusal(insert, [ann, null, field, kind])).toBe('about_one')
  })
})
