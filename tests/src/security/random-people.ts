import { randomUUID } from 'node:crypto'
import type { UserId } from '@holdfast/domain'
import type { MutationResult } from '@holdfast/sync'
import type { Answer } from './identities.ts'
import { people } from './identities.ts'
import { PASSWORD, procedures, type SecurityWorld } from './security-world.ts'
import type { Account } from './stage.ts'

/** Whoever shows a token. */
export type Asker = Pick<Account, 'id' | 'token'>

/** Somebody whose account was in use and is not any more, with the tokens of then. */
export interface Barred extends Account {
  personalToken: string
}

/** What is in answers, as far as it is looked at here. */
interface Told {
  token: string
  abilities: unknown
  count: number
  items: { id: string; taskId: string | null; projectId: string | null; title: string }[]
  places: { projectId: string | null; tasks: Record<string, number> }[]
  results: MutationResult[]
}

/** What a procedure answers to whoever shows a token. */
export const ask = async (
  { served }: SecurityWorld,
  { token }: Pick<Asker, 'token'>,
  path: string,
  input?: unknown,
) => {
  const call = procedures[path]?._def.type === 'query' ? served.query : served.post
  const { error, data } = await call(path, input, { authorization: `Bearer ${token}` })
  return { answer: (error.data.appCode ?? 'ok') as Answer, data: data as unknown as Told }
}

/** Those who use a server, and two whose accounts an admin has put out of use. */
export interface RandomPeople {
  present: readonly Account[]
  suspended: Barred
  deleted: Barred
  everybody: readonly UserId[]
  /** Reinstates who is suspended and signs them in, for as long as `work` takes. */
  whileReinstated(work: (asker: Asker) => Promise<void>): Promise<void>
}

/** Nobody here is told of what happens, so that inboxes hold what a test puts there. */
const mute = (world: SecurityWorld) =>
  world.served.server.services.db.transact((tx) =>
    tx.rows({
      text: `UPDATE users.user_preferences SET notifications = notifications ||
               '{"taskAssigned": false, "taskCompleted": false, "projectMembership": false}'`,
    }),
  )

export const randomPeople = async (world: SecurityWorld): Promise<RandomPeople> => {
  const admin = world.people.admin
  const about = async (person: Account, path: string) => {
    const { answer } = await ask(world, admin, path, { id: person.id })
    if (answer !== 'ok') throw new Error(`${path} was answered ${answer}`)
  }
  const newcomer = async (): Promise<Barred> => {
    const account = await world.newcomer(`former-${randomUUID()}`)
    const wanted = { name: 'Report', scopes: ['read', 'write'], expiresInDays: 1 }
    const { data } = await ask(world, account, 'tokens.create', { ...wanted, password: PASSWORD })
    return { ...account, personalToken: data.token }
  }
  const [suspended, deleted] = [await newcomer(), await newcomer()]
  await mute(world)
  await about(suspended, 'admin.users.suspend')
  await about(deleted, 'admin.users.delete')
  const present = people.map((person) => world.people[person])
  return {
    present,
    suspended,
    deleted,
    everybody: [...present, suspended, deleted].map(({ id }) => id),
    async whileReinstated(work) {
      await about(suspended, 'admin.users.reinstate')
      suspended.token = await world.signIn(suspended.email)
      await work(suspended)
      await work({ id: suspended.id, token: suspended.personalToken })
      await about(suspended, 'admin.users.suspend')
    },
  }
}
