import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { IsoDate } from '../iso-date.ts'
import type { Row } from '../rows.ts'
import { run } from '../testing/run.ts'
import {
  aConflict,
  aMember,
  ann,
  aProject,
  aTask,
  aUser,
  bob,
  garden,
  taskId,
} from '../testing/samples.ts'
import { defineMutator, earlierVersion, nothing } from './mutator.ts'
import { findMutator, type MutatorName, mutators } from './registry.ts'
import { understand } from './understand.ts'

const Outbox = z.array(
  z.strictObject({ name: z.string(), version: z.int(), args: z.unknown(), at: IsoDate }),
)

/** One file for each release: what its people may have done while they were away. */
const releases = globSync('fixtures/*.json', { cwd: import.meta.dirname })
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .map((file) => ({
    release: basename(file, '.json'),
    outbox: Outbox.parse(JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8'))),
  }))

const world: Row[] = [
  aUser(ann),
  aUser(bob),
  aProject(),
  aMember(garden, ann, 'owner'),
  aMember(garden, bob, 'editor'),
  aTask(),
  aConflict(),
]

test.each(releases)(
  '[V1] an outbox of release $release is still understood, and applies',
  ({ outbox }) => {
    let rows = world
    for (const mutation of outbox) {
      const { mutator, args } = understand(mutation)
      const { at } = mutation
      const outcome = run(rows, mutator.name as MutatorName, args as never, {
        actor: ann,
        at,
        now: at,
      })
      expect([mutation.name, outcome.code]).toEqual([mutation.name, 'applied'])
      if (mutation.name !== 'noop')
        expect([mutation.name, outcome.changed]).not.toEqual([mutation.name, []])
      rows = outcome.rows
    }
  },
)

test('[V1] the latest release has every mutator in its present version', () => {
  const latest = releases.at(-1)?.outbox ?? []
  const versions = new Map(latest.map(({ name, version }) => [name, version]))
  for (const { name, version } of Object.values(mutators))
    expect([name, versions.get(name)]).toEqual([name, version])
})

test('[V1] every mutator can be told what each earlier version took', () => {
  for (const { name, version, earlier } of Object.values(mutators))
    expect([name, earlier.length]).toEqual([name, version - 1])
})

describe('a mutator that has changed twice', () => {
  const title = z.string().max(10)
  const rename = defineMutator({
    name: 'rename',
    version: 3,
    earlier: [
      earlierVersion({
        args: z.strictObject({ task: z.string(), title }),
        upgrade: ({ task, ...args }) => ({ id: task, ...args }),
      }),
      earlierVersion({
        args: z.strictObject({ id: z.string(), title }),
        upgrade: ({ id, title: value }) => ({ id, title: { value } }),
      }),
    ],
    args: z.strictObject({ id: z.string(), title: z.strictObject({ value: title }) }),
    reads: () => ({ keys: [] }),
    apply: () => nothing,
  })
  const find = (name: string) => (name === 'rename' ? (rename as never) : findMutator(name))
  const told = (version: number | undefined, args: unknown) =>
    understand({ name: 'rename', args, ...(version !== undefined && { version }) }, find).args
  const now = { id: 'a', title: { value: 'Dig' } }

  test('[V1] takes what each version took', () => {
    expect(told(1, { task: 'a', title: 'Dig' })).toEqual(now)
    expect(told(2, { id: 'a', title: 'Dig' })).toEqual(now)
    expect(told(3, now)).toEqual(now)
    expect(told(undefined, now)).toEqual(now)
  })

  test('[V1] takes nothing that the version of the time did not', () => {
    for (const args of [now, { task: 'a', title: 'Far too long a title' }, null])
      expect(() => told(1, args)).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })

  test('[V2] does not know a version that is yet to come', () => {
    expect(() => told(4, now)).toThrow(expect.objectContaining({ code: 'unknown-mutation' }))
    const none = { name: 'none', version: 1, args: { id: taskId(1) } }
    expect(() => understand(none)).toThrow(expect.objectContaining({ code: 'unknown-mutation' }))
  })
})
