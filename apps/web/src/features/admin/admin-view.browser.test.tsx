import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { fakeServer, refuse } from '../../testing/fake-server.ts'
import { ada } from '../../testing/seed.ts'
import { closeApp, showApp } from '../../testing/show-app.tsx'
import { queryClient } from '../../wiring/api.ts'

/** What the server of these tests has. */
interface Had {
  admin: boolean
  mail: boolean
  accounts: Record<string, unknown>[]
  sessions: Record<string, unknown>[]
  invitations: Record<string, unknown>[]
  entries: Record<string, unknown>[]
  refuses: string | null
}
let server: Had

/** It changes nothing; what was asked for is looked at. */
const changed = () => {
  if (server.refuses === null) return {}
  return refuse({ appCode: 'last-admin', httpStatus: 409, message: server.refuses })(null)
}

const answers: typeof fakeServer.answers = {
  'users.me': () => ({ admin: server.admin }),
  'auth.standing': () => ({ registration: 'open', mail: server.mail, first: false }),
  'notifications.unreadCount': () => ({ count: 0 }),
  'admin.users.list': ({ search = '', status }: { search?: string; status?: string }) => {
    const items = server.accounts.filter(
      (one) => String(one.email).startsWith(search) && (!status || one.status === status),
    )
    return { items, nextCursor: null, total: items.length }
  },
  'admin.users.suspend': changed,
  'admin.users.reinstate': changed,
  'admin.users.setAdmin': changed,
  'admin.users.delete': changed,
  'admin.sessions.list': () => ({ sessions: server.sessions }),
  'admin.sessions.revoke': changed,
  'admin.invitations.list': () => ({ items: server.invitations, nextCursor: null }),
  'admin.invitations.create': () => ({ id: 'x', token: server.mail ? null : 'abc' }),
  'admin.invitations.revoke': changed,
  'admin.audit.list': () => ({ items: server.entries, nextCursor: null }),
  'admin.audit.export': ({ cursor }: { cursor: string | null }) =>
    cursor
      ? { csv: 'b\r\n', rows: 1, nextCursor: null }
      : { csv: '\uFEFFat\r\na\r\n', rows: 1, nextCursor: 'on' },
}

const id = (n: number) => `0199e000-0000-7000-8000-${String(n).padStart(12, '0')}`

const account = (n: number, over: Record<string, unknown> = {}) => ({
  id: id(n),
  email: `person${n}@example.org`,
  emailVerified: true,
  name: `Person ${n}`,
  status: 'active',
  admin: false,
  secondFactor: false,
  createdAt: '2026-11-01T09:00:00.000Z',
  lastSeenAt: '2026-11-20T09:30:00.000Z',
  sessions: 1,
  ...over,
})

const boris = account(2, { email: 'boris@example.org', name: 'Boris Vian' })
const myself = account(1, { id: ada, email: 'ada@bell.example', name: 'Ada Bell', admin: true })

const entry = (n: number, over: Record<string, unknown>) => ({
  id: id(n),
  at: '2026-11-20T09:30:00.000Z',
  entity: 'user',
  entityId: boris.id,
  actor: { id: ada, name: 'Ada Bell', email: 'ada@bell.example' },
  concerns: { id: boris.id, name: 'Boris Vian', email: 'boris@example.org' },
  fields: [],
  values: {},
  ...over,
})

beforeEach(async () => {
  await page.viewport(1440, 900)
  server = {
    admin: true,
    mail: true,
    accounts: [myself, boris],
    sessions: [],
    invitations: [],
    entries: [],
    refuses: null,
  }
  fakeServer.reset(answers)
  queryClient.clear()
})
afterEach(closeApp)

const show = () => showApp([], '/admin/{-$part}')
const users = () => page.getByRole('list', { name: 'Users' })
const changes = () =>
  fakeServer.asked
    .map(({ procedure, input }) => [procedure, input] as const)
    .filter(([procedure]) => /^admin\.(?!.*\.list$)/.test(procedure))
const dialog = (name: RegExp | string) => page.getByRole('dialog', { name })

async function choose(item: string): Promise<void> {
  await page.getByRole('button', { name: 'More for Boris Vian' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

async function open(part: string): Promise<void> {
  await show()
  await page.getByRole('link', { name: part }).click()
}

it('leads admins here, and nobody else', async () => {
  await showApp([])
  await expect.element(page.getByRole('link', { name: 'Administration' })).toBeVisible()
  queryClient.clear()
  server.admin = false
  await show()
  await expect.element(page.getByText('Only admins can look after accounts.')).toBeVisible()
  await expect.element(page.getByRole('link', { name: 'Administration' })).not.toBeInTheDocument()
})

it('lists who may come in, and finds them as one types', async () => {
  server.accounts = [myself, boris, account(3, { status: 'suspended', secondFactor: true })]
  await show()
  await expect.element(page.getByText('3 accounts')).toBeVisible()
  await expect
    .element(users().getByRole('button', { name: /^Ada Bell you admin ada@bell\.example/ }))
    .toBeVisible()
  await expect
    .element(users().getByRole('button', { name: /Person 3 suspended second factor/ }))
    .toBeVisible()
  await page.getByRole('searchbox', { name: 'Search users' }).fill('boris')
  await expect.element(page.getByText('1 account', { exact: true })).toBeVisible()
  expect(fakeServer.askedFor('admin.users.list')).toContainEqual(
    expect.objectContaining({ search: 'boris' }),
  )
  await page.getByRole('button', { name: 'Suspended' }).click()
  await expect
    .element(page.getByText('Nobody whose name or address begins with “boris”.'))
    .toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.element(page.getByText('3 accounts')).toBeVisible()
})

it('says what a suspension does, asks for a reason, and takes it back', async () => {
  await show()
  await choose('Suspend')
  await expect
    .element(dialog('Suspend Boris Vian?').getByText(/signed out everywhere/))
    .toBeVisible()
  await dialog('Suspend Boris Vian?').getByLabelText('Reason').fill('Lost laptop')
  await dialog('Suspend Boris Vian?').getByRole('button', { name: 'Suspend' }).click()
  await expect.element(page.getByText('Boris Vian is suspended')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await vi.waitFor(() =>
    expect(changes()).toEqual([
      ['admin.users.suspend', { id: boris.id, reason: 'Lost laptop' }],
      ['admin.users.reinstate', { id: boris.id }],
    ]),
  )
})

it.each([
  [true, /A mail tells them\.$/],
  [false, /This server sends no mail: tell them yourself\.$/],
])('says who tells the person, where the server sends mail: %s', async (mail, words) => {
  server.mail = mail
  await show()
  await choose('Make admin')
  await expect.element(dialog('Make Boris Vian an admin?').getByText(words)).toBeVisible()
})

it('deletes nobody before their address was typed', async () => {
  await show()
  await choose('Delete account')
  const asking = dialog('Delete the account of Boris Vian?')
  await asking.getByRole('button', { name: 'Delete account' }).click()
  await expect.element(asking.getByText('This is not their address.')).toBeVisible()
  expect(changes()).toEqual([])
  await asking.getByLabelText(/to be sure/).fill('Boris@Example.org')
  await asking.getByRole('button', { name: 'Delete account' }).click()
  await expect.element(page.getByText('The account of Boris Vian is deleted')).toBeVisible()
  expect(changes()).toEqual([['admin.users.delete', { id: boris.id }]])
})

it('offers nothing that would shut oneself out', async () => {
  await show()
  await page.getByRole('button', { name: 'More for Ada Bell' }).click()
  await expect.element(page.getByRole('menuitem', { name: 'Take admin rights' })).toBeVisible()
  await expect.element(page.getByRole('menuitem', { name: 'Suspend' })).not.toBeInTheDocument()
  await expect
    .element(page.getByRole('menuitem', { name: 'Delete account' }))
    .not.toBeInTheDocument()
})

it('says why the server refused, and keeps the question open', async () => {
  server.refuses = 'This is the only admin.'
  await show()
  await choose('Make admin')
  const asking = dialog('Make Boris Vian an admin?')
  await asking.getByRole('button', { name: 'Make admin' }).click()
  await expect
    .element(asking.getByRole('alert'))
    .toHaveTextContent('This is the only admin. Nothing was changed.')
  server.refuses = null
  await asking.getByRole('button', { name: 'Make admin' }).click()
  await expect.element(page.getByText('Boris Vian is an admin')).toBeVisible()
})

it('shows where somebody is signed in, and ends a session after asking in place', async () => {
  server.sessions = [
    {
      id: id(9),
      client: 'web',
      device: 'Firefox on Windows',
      ip: '192.0.2.7',
      createdAt: '2026-11-01T09:00:00.000Z',
      lastAccessedAt: '2026-11-20T09:30:00.000Z',
      expiresAt: '2026-12-20T09:30:00.000Z',
      current: false,
    },
  ]
  await show()
  await users()
    .getByRole('button', { name: /^Boris Vian/ })
    .click()
  const sessions = dialog('Sessions of Boris Vian')
  await sessions.getByRole('button', { name: 'Sign out Firefox on Windows' }).click()
  expect(changes()).toEqual([])
  server.sessions = []
  await sessions.getByRole('button', { name: 'End session' }).click()
  await expect.element(sessions.getByText('Not signed in anywhere.')).toBeVisible()
  expect(changes()).toEqual([['admin.sessions.revoke', { id: id(9) }]])
})

it('is walked with the arrows from the search on', async () => {
  await show()
  const search = page.getByRole('searchbox', { name: 'Search users' })
  await expect.element(users()).toBeVisible()
  await search.click()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(users().getByRole('button', { name: /^Ada Bell/ })).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}')
  await expect.element(users().getByRole('button', { name: /^Boris Vian/ })).toHaveFocus()
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(users().getByRole('button', { name: /^Ada Bell/ })).toHaveFocus()
})

it('says when the server does not answer, and asks again', async () => {
  await show()
  await expect.element(users()).toBeVisible()
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey.includes('pages') })
  fakeServer.answers = {}
  await page.getByRole('link', { name: 'Invitations' }).click()
  await expect.element(page.getByText('The server did not answer.')).toBeVisible()
  fakeServer.answers = answers
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByText('Nobody is invited.')).toBeVisible()
})

it('invites an address, and hands out the link where no mail goes', async () => {
  await open('Invitations')
  await page.getByLabelText('E-mail address').fill('not an address')
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect.element(page.getByText(/Write an e-mail address/)).toBeVisible()
  server.mail = false
  await page.getByLabelText('E-mail address').fill('new@example.org')
  await page.getByRole('button', { name: 'Invite' }).click()
  await expect.element(page.getByText(`${location.origin}/invitation#token=abc`)).toBeVisible()
  expect(changes()).toEqual([['admin.invitations.create', { email: 'new@example.org' }]])
})

it('revokes an open invitation after asking in place, and renews one that ran out', async () => {
  const invitation = (n: number, state: string) => ({
    id: id(n),
    email: `guest${n}@example.org`,
    state,
    invitedBy: 'Ada Bell',
    mail: 'sent',
    createdAt: '2026-11-20T09:30:00.000Z',
    expiresAt: '2026-11-27T09:30:00.000Z',
  })
  server.invitations = [invitation(4, 'open'), invitation(5, 'expired')]
  await open('Invitations')
  await page.getByRole('button', { name: 'Revoke the invitation of guest4@example.org' }).click()
  await page.getByRole('button', { name: 'Revoke the link' }).click()
  await page.getByRole('button', { name: 'Invite guest5@example.org again' }).click()
  await vi.waitFor(() =>
    expect(changes()).toEqual([
      ['admin.invitations.revoke', { id: id(4) }],
      ['admin.invitations.create', { email: 'guest5@example.org' }],
    ]),
  )
})

it('tells the audit log in sentences, narrows it, and keeps the filters in the address', async () => {
  server.entries = [
    entry(1, {
      action: 'status-changed',
      fields: ['reason', 'status'],
      values: {
        status: { from: 'active', to: 'suspended' },
        reason: { from: null, to: 'Lost laptop' },
      },
    }),
    entry(2, {
      action: 'edited',
      entity: 'task',
      entityId: id(7),
      concerns: null,
      fields: ['description', 'title'],
    }),
    entry(3, { action: 'admin-granted', actor: null }),
  ]
  await open('Audit log')
  const log = page.getByRole('list', { name: 'Audit log' })
  await expect.element(log.getByText('Ada Bell suspended Boris Vian: “Lost laptop”')).toBeVisible()
  await expect
    .element(log.getByText(/^Ada Bell changed description and title of a task/))
    .toBeVisible()
  await expect.element(log.getByText('The server made Boris Vian an admin')).toBeVisible()
  await page.getByLabelText('Action').selectOptions('Admin granted')
  await page.getByLabelText('From').fill('2026-11-01')
  await vi.waitFor(() =>
    expect(fakeServer.askedFor('admin.audit.list')).toContainEqual(
      expect.objectContaining({
        action: 'admin-granted',
        from: new Date('2026-11-01T00:00:00').toISOString(),
      }),
    ),
  )
  expect(location.search).toContain('action=admin-granted')
  await page.getByRole('button', { name: 'Clear' }).click()
  await vi.waitFor(() => expect(location.search).toBe(''))
})

it('saves the log as one file of all its parts', async () => {
  const blobs: Blob[] = []
  const made = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    blobs.push(blob as Blob)
    return 'blob:nothing'
  })
  await open('Audit log')
  await page.getByRole('button', { name: 'Save as CSV' }).click()
  await expect.element(page.getByText('2 entries saved')).toBeVisible()
  const bytes = new Uint8Array((await blobs[0]?.arrayBuffer()) ?? new ArrayBuffer(0))
  expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe('\uFEFFat\r\na\r\nb\r\n')
  made.mockRestore()
})
