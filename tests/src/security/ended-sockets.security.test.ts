import { setTimeout as delay } from 'node:timers/promises'
import { LiveClient } from '@holdfast/api/testing/live-client'
import { type ProjectId, projectBucket } from '@holdfast/domain'
import { CloseCode } from '@holdfast/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from './random-people.ts'
import { PASSWORD, SecurityWorld } from './security-world.ts'
import type { Account } from './stage.ts'

/**
 * By the rule a socket is closed within 5 s of what ends it [S9]. A busy machine may be slower by so
 * much, and not by more; that the program itself keeps to the rule is shown by `watch-sessions.test.ts`.
 */
const WITHIN = 6 * 5000

let world: SecurityWorld
beforeAll(async () => {
  world = await SecurityWorld.open()
})
afterAll(() => world[Symbol.asyncDispose]())

const listen = async (token: string): Promise<LiveClient> => {
  const client = await LiveClient.open(`${world.served.url.replace('http', 'ws')}/live`)
  await client.greet(token)
  return client
}

/** Somebody with a socket, and with a session beside the one that it is held by. */
interface Listener {
  account: Account
  refreshToken: string
  /** Of the session that holds the socket. */
  sessionId: string
  personal: { id: string; token: string }
}

const listener = async (): Promise<Listener> => {
  const account = await world.newcomer(`listener-${crypto.randomUUID()}`)
  const wanted = { name: 'Report', scopes: ['read'], expiresInDays: 1, password: PASSWORD }
  const { served } = world
  const authorization = `Bearer ${account.token}`
  const { data: personal } = await served.post('tokens.create', wanted, { authorization })
  const login = { email: account.email, password: PASSWORD, client: 'tool' }
  const { data } = await served.post('auth.login', login)
  const held = { ...account, token: String(data.accessToken) }
  const found = await served.query('sessions.list', undefined, {
    authorization: `Bearer ${held.token}`,
  })
  const sessions = found.data.sessions as { id: string; current: boolean }[]
  return {
    account: held,
    refreshToken: String(data.refreshToken),
    sessionId: sessions.find(({ current }) => current)?.id ?? '',
    personal: personal as unknown as Listener['personal'],
  }
}

type Deed = (who: Listener, elsewhere: string) => Promise<{ answer: string }>

const own = (path: string, input?: (who: Listener) => unknown): Deed => {
  return (who, elsewhere) => ask(world, { token: elsewhere }, path, input?.(who) ?? {})
}
const admin = (path: string, input: (who: Listener) => unknown): Deed => {
  return (who) => ask(world, world.people.admin, path, input(who))
}

const ends: Record<string, Deed> = {
  'a sign-out': own('auth.logout', ({ refreshToken }) => ({ refreshToken })),
  'a sign-out everywhere': own('sessions.revokeAll'),
  'a sign-out of all other devices': own('sessions.revokeOthers'),
  'a revocation from another device': own('sessions.revoke', ({ sessionId }) => ({
    id: sessionId,
  })),
  'another password': own('account.changePassword', () => ({
    currentPassword: PASSWORD,
    newPassword: 'gondola thimble marzipan quill',
  })),
  'the deletion of the account': own('account.delete', () => ({ password: PASSWORD })),
  'a suspension': admin('admin.users.suspend', ({ account }) => ({ id: account.id })),
  'a deletion by an admin': admin('admin.users.delete', ({ account }) => ({ id: account.id })),
  'a revocation by an admin': admin('admin.sessions.revoke', ({ sessionId }) => ({
    id: sessionId,
  })),
}

const closed = (client: LiveClient): Promise<number> =>
  Promise.race([
    client.closed(),
    delay(WITHIN, null, { ref: false }).then(() => {
      throw new Error('the socket is open still')
    }),
  ])

test.concurrent.for(Object.entries(ends))(
  '[S9] %s closes the socket, and no other',
  async ([, end], { expect }) => {
    const who = await listener()
    const other = await listen(world.people.other.token)
    const client = await listen(who.account.token)
    const elsewhere = await world.signIn(who.account.email)
    expect((await end(who, elsewhere)).answer).toBe('ok')
    expect(await closed(client)).toBe(CloseCode.unauthenticated)
    await other.settled()
    other.socket.terminate()
  },
)

const endsOfToken: Record<string, Deed> = {
  'its revocation': own('tokens.revoke', ({ personal }) => ({ id: personal.id })),
  'a suspension of its person': ends['a suspension'] as Deed,
  'the deletion of its person': ends['the deletion of the account'] as Deed,
}

test.concurrent.for(Object.entries(endsOfToken))(
  '[S9] %s closes the socket of an access token',
  async ([, end], { expect }) => {
    const who = await listener()
    const client = await listen(who.personal.token)
    expect((await end(who, who.account.token)).answer).toBe('ok')
    expect(await closed(client)).toBe(CloseCode.unauthenticated)
  },
)

test('who is removed from a project hears nothing more of it, on the socket that they have', async () => {
  const stage = await world.stage()
  const { editor, viewer } = world.people
  const [removed, stays] = [await listen(viewer.token), await listen(editor.token)]
  const removal = { projectId: stage.project, userId: viewer.id }
  expect((await world.call('owner', 'projects.removeMember', removal)).answer).toBe('ok')
  const title = 'Said behind their back'
  expect((await world.call('owner', 'tasks.update', { id: stage.task, title })).answer).toBe('ok')
  const bucket = projectBucket(stage.project as ProjectId)
  await stays.until(() => JSON.stringify(stays.framesOf(bucket)).includes(title))
  await removed.settled()
  expect(JSON.stringify(removed.heard)).not.toContain(title)
  removed.socket.terminate()
  stays.socket.terminate()
})
