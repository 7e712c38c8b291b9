import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type BreakableParts, startBreakable } from './breakable-parts.ts'
import { Team } from './team.ts'
import type { Side } from './worker.ts'

let parts: BreakableParts
let team: Team
beforeAll(async () => {
  parts = await startBreakable()
  team = await Team.gather(parts)
  await team.createSome()
  team.start()
  await team.isWell()
  await team.holds()
}, 240_000)
afterEach(() => team.stop())
afterAll(async () => {
  await team?.[Symbol.asyncDispose]()
  await parts?.[Symbol.asyncDispose]()
}, 60_000)

/** A fault under load that nobody but an operator notices: every deed is done meanwhile. */
const isBorne = async (fault: () => unknown): Promise<void> => {
  await team.writesGoOn()
  await fault()
  await team.createSome()
  await team.writesGoOn()
  await team.comesAndGoes()
}

const isCured = async (cure: () => unknown): Promise<void> => {
  await cure()
  await team.createSome()
  await team.isWell()
  await team.comesAndGoes()
}

describe('under load, with two servers', { timeout: 180_000 }, () => {
  test('Redis stops, forgets everything, and comes back with what it held long ago', async () => {
    const { process, folder } = parts.redis
    const [log, old] = ['appendonlydir', 'old'].map((name) => join(folder, name)) as [
      string,
      string,
    ]
    team.start()
    await isBorne(() => process.pause())
    await isCured(() => process.continue())
    await cp(log, old, { recursive: true })
    await isBorne(() => parts.flushRedis())
    await isBorne(() => process.kill())
    await isCured(async () => {
      await rm(log, { recursive: true })
      await cp(old, log, { recursive: true })
      await process.restart()
    })
    await team.holds()
  })

  test('RabbitMQ confirms and is not heard, is cut off, and is killed', async () => {
    const { toRabbit, rabbit } = parts
    team.start()
    await isBorne(async () => {
      const { answers } = toRabbit.lost
      toRabbit.swallowAnswers()
      await vi.waitUntil(() => toRabbit.lost.answers > answers + 2, { timeout: 30_000 })
      toRabbit.cut()
    })
    await isCured(() => toRabbit.heal())
    await isBorne(() => rabbit.process.kill())
    await isCured(() => rabbit.process.restart())
    await team.holds()
  })

  test('the search engine is down, then silent, then empty, and the database searches', async () => {
    const { search } = parts
    const healed = Promise.withResolvers<void>()
    team.start()
    await isBorne(() => search.stop())
    await team.searchesAreAnsweredBy('postgres')
    await isCured(() => search.start())
    await isBorne(() => {
      search.faults.gate = () => healed.promise
    })
    await team.searchesAreAnsweredBy('postgres')
    await isCured(() => {
      search.faults.gate = null
      healed.resolve()
    })
    await isBorne(() => search.wipe())
    await team.isWell()
    await team.holds()
  })

  test('a server is killed, and the other one is told to stop', async () => {
    const end = async (which: Side, other: Side, signal: 'SIGKILL' | 'SIGTERM') => {
      await team.writesGoOn()
      team.excuse()
      const code = await parts.servers[which].end(signal)
      await team.createSome()
      await team.writesGoOn([other])
      await parts.servers[which].restart()
      await team.writesGoOn()
      team.expectAll()
      await team.isWell()
      return code
    }
    team.start()
    expect(await end(1, 0, 'SIGKILL')).toBeNull()
    expect(await end(0, 1, 'SIGTERM')).toBe(0)
    await team.holds()
  })

  test('PostgreSQL is killed, and events that come meanwhile are not given up', async () => {
    team.start()
    await team.writesGoOn()
    const events = await team.lastEvents(60)
    team.excuse()
    await parts.postgres.kill()
    await team.untilEventsFailed(events)
    await parts.postgres.restart()
    await team.writesGoOn()
    team.expectAll()
    await team.createSome()
    await team.isWell()
    await team.holds()
  })

  test('and a rebuild gives what is counted', () => team.rebuildAgrees())
})
