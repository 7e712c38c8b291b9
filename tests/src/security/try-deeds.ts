import { AppError, type IsoDate, isoDate, mutators, type Row } from '@holdfast/domain'
import { patched, rowsOf } from '@holdfast/domain/testing'
import { PROTOCOL } from '@holdfast/sync'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Answer } from './identities.ts'
import { type Deed, randomDeed, removal } from './random-deed.ts'
import { type Asker, ask, type RandomPeople } from './random-people.ts'
import type { SecurityWorld } from './security-world.ts'

/** What the rule says of a deed, and what there is then. */
const decided = (rows: readonly Row[], { actor, mutation, args }: Deed) => {
  const now = isoDate(new Date())
  const mutator = mutators[mutation]
  try {
    const apply = mutator.apply as (...given: unknown[]) => ReturnType<typeof mutator.apply>
    const { patches } = apply(rowsOf(rows), mutator.args.parse(args), { actor, at: now, now })
    return { answer: 'ok' as Answer, after: patched(rows, patches) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { answer: error.code as Answer, after: [...rows] }
  }
}

type Way = (world: SecurityWorld, who: Asker, deed: Deed) => Promise<Answer>

const push: Way = async (world, who, { mutation, args }) => {
  const at = '2026-11-22T10:00:00.000Z' as IsoDate
  const { version } = mutators[mutation]
  const draftId = crypto.randomUUID()
  const mutations = [{ id: 1, draftId, name: mutation, version, args, at }]
  const clientId = crypto.randomUUID()
  const pushed = { protocol: PROTOCOL, epoch: null, clientId, mutations }
  const { data } = await ask(world, who, 'sync.push', pushed)
  const [result] = data.results
  return result?.status === 'rejected' ? (result.code as Answer) : 'ok'
}

/** By the procedure; who loses sight of what they have done is told only that it is not there. */
const call: Way = async (world, who, { procedure, input }) =>
  (await ask(world, who, procedure, input)).answer

/** Does it. @returns what there is then, by the rule */
const tryDeed = async (
  world: SecurityWorld,
  { present }: RandomPeople,
  rows: readonly Row[],
  deed: Deed,
  way: Way,
): Promise<readonly Row[]> => {
  const who = present.find(({ id }) => id === deed.actor)
  if (!who) throw new Error('nobody of those present')
  const { answer, after } = decided(rows, deed)
  expect({ deed, answer: await way(world, who, deed) }).toEqual({ deed, answer })
  return after
}

const DEEDS = 32

/** By turns what may be done and what may not, each pushed and called. @returns what there is then */
export const tryDeeds = async (
  world: SecurityWorld,
  people: RandomPeople,
  given: readonly Row[],
  seed: number,
): Promise<readonly Row[]> => {
  const cast = { actors: people.present.map(({ id }) => id), people: people.everybody }
  let rows = given
  for (let n = 0; n < DEEDS; n++) {
    const isAllowed = n % 4 < 2
    const wanted = randomDeed(cast, rows, n).filter(
      (deed) => (decided(rows, deed).answer === 'ok') === isAllowed,
    )
    const [deed] = fc.sample(wanted, { seed: seed + n, numRuns: 1 })
    if (!deed) throw new Error('no deed')
    rows = await tryDeed(world, people, rows, deed, n % 2 ? push : call)
  }
  return rows
}

/** Has a member of each project leave it who can. @returns what there is then */
export const haveMembersLeave = async (
  world: SecurityWorld,
  people: RandomPeople,
  given: readonly Row[],
): Promise<readonly Row[]> => {
  const isPresent = new Set(people.present.map(({ id }) => id))
  const projects = given.flatMap((row) => (row.kind === 'project' ? row.row : []))
  const members = given.flatMap((row) => (row.kind === 'member' && !row.row.left ? row.row : []))
  let rows = given
  for (const { id, ownerId } of projects) {
    const leaver = members.find(
      ({ projectId, userId }) => projectId === id && userId !== ownerId && isPresent.has(userId),
    )
    if (!leaver) continue
    const deed = { actor: leaver.userId, ...removal(id, leaver.userId) }
    rows = await tryDeed(world, people, rows, deed, push)
  }
  return rows
}
