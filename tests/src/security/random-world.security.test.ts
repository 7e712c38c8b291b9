import { transact } from '@holdfast/api'
import type { Row } from '@holdfast/domain'
import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { checkLive, checkTurnedAway } from './live-of-sight.ts'
import { type Asker, type RandomPeople, randomPeople } from './random-people.ts'
import { randomRecord, writeInboxes, writeRecord } from './random-record.ts'
import { checkBarred, checkExports, checkSight } from './routes-of-sight.ts'
import { SecurityWorld } from './security-world.ts'
import { SnapshotsOfSight } from './snapshots-of-sight.ts'
import { haveMembersLeave, tryDeeds } from './try-deeds.ts'

let world: SecurityWorld
let people: RandomPeople
let snapshots: SnapshotsOfSight
beforeAll(async () => {
  world = await SecurityWorld.open()
  people = await randomPeople(world)
  snapshots = new SnapshotsOfSight(world)
})
afterAll(async () => {
  await snapshots[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const write = (given: readonly Row[]) =>
  transact(world.served.server.services, (_, tx) => writeRecord(tx, given))

/** Does every route show everybody what the rule says? */
const checkRoutes = async (rows: readonly Row[]) => {
  const { everybody, present } = people
  await transact(world.served.server.services, (_, tx) => writeInboxes(tx, everybody, rows))
  await Promise.all(
    present.map(async (who) => {
      await checkSight(world, who, rows)
      await snapshots.check(who, rows)
    }),
  )
  await checkExports(world, present)
  await checkLive(world, present, rows)
}

/** Whatever the record says of them, no route shows anything to whoever is suspended or deleted. */
const checkWhoIsBarred = async (rows: readonly Row[]) => {
  for (const { id, token, personalToken } of [people.suspended, people.deleted])
    for (const who of [token, personalToken].map((shown): Asker => ({ id, token: shown }))) {
      await checkBarred(world, who, rows)
      await snapshots.checkBarred(who)
      await checkTurnedAway(world, who)
    }
}

test('what is shown is what the rule says, and what is allowed is what the rule allows', async () => {
  await fc.assert(
    fc.asyncProperty(randomRecord(people.everybody), fc.integer(), async (given, seed) => {
      await write(given)
      await snapshots.build(given, people.present)
      await checkRoutes(given)
      await checkWhoIsBarred(given)
      const done = await tryDeeds(world, people, given, seed)
      await checkRoutes(await haveMembersLeave(world, people, done))
    }),
    { numRuns: 2, endOnFailure: true },
  )
}, 300_000)

test('who is reinstated is shown what the rule says, by a new session and by an old access token', async () => {
  await fc.assert(
    fc.asyncProperty(randomRecord(people.everybody), async (given) => {
      await write(given)
      await transact(world.served.server.services, (_, tx) =>
        writeInboxes(tx, people.everybody, given),
      )
      await people.whileReinstated((who) => checkSight(world, who, given))
      await checkBarred(world, people.suspended, given)
    }),
    { numRuns: 2, endOnFailure: true },
  )
})
