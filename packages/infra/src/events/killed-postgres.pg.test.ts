import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateUp, startEmbeddedPostgres } from '@holdfast/db'
import { expect, test } from 'vitest'
import { openGraphileBus } from './graphile.ts'
import type { Consumer } from './port.ts'
import { anEvent, until } from './testing/bus-in-test.ts'

const KILLS = 5
const EACH = 40

/** A PostgreSQL that comes back by itself whenever it is killed. */
const openCluster = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-killed-'))
  const postgres = await startEmbeddedPostgres({ dataDir: folder })
  await migrateUp(postgres.url)
  const kill = async (): Promise<void> => {
    const file = await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')
    process.kill(Number(file.split('\n')[0]), 'SIGKILL')
  }
  return {
    url: postgres.url,
    kill,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

test('a database that is killed while jobs run ends no server, and loses no event', async () => {
  await using cluster = await openCluster()
  const unheard: unknown[] = []
  const hear = (reason: unknown) => unheard.push(reason)
  process.on('unhandledRejection', hear)
  const handled = new Set<string>()
  const deadly = new Set<string>()
  const consumers = ['one', 'two', 'three'].map(
    (name): Consumer => ({
      name,
      topics: ['#'],
      async handle({ id }) {
        if (deadly.delete(id)) await cluster.kill()
        handled.add(`${name} ${id}`)
      },
    }),
  )
  const errors: unknown[] = []
  {
    await using bus = await openGraphileBus({
      url: cluster.url,
      queues: consumers,
      onError: (error) => errors.push(error),
    })
    await using _ = await bus.consume(consumers)
    for (let kills = 0; kills < KILLS; kills++) {
      const events = Array.from({ length: EACH }, () => anEvent())
      deadly.add(events[(kills * 7) % EACH]?.id ?? '')
      await until(() => bus.publish(events))
      await until(() => {
        for (const { id } of events)
          for (const { name } of consumers) expect(handled).toContain(`${name} ${id}`)
      }, 60_000)
      expect(deadly.size).toBe(0)
    }
  }
  process.off('unhandledRejection', hear)
  expect(errors.length).toBeGreaterThan(0)
  expect(unheard).toEqual([])
}, 180_000)
