import type { Committed, JournalEntry, Store } from '@holdfast/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isForgottenAfter } from '../journal-rows.ts'
import { openMemoryStore } from '../memory.ts'
import type { StoreOptions } from '../options.ts'
import { contentOf, Model } from './base-of.ts'
import type { StoreHarness } from './harness.ts'
import { type Step, steps, World } from './random-steps.ts'

const RUNS = 40

/** Any history leaves every store with the same content. */
export const randomCases = (
  make: () => Promise<StoreHarness>,
  optionsOf: () => StoreOptions,
): void => {
  test('after any changes, folds and reloads the content is that of the memory store', async () => {
    const counts = new Map<Step['do'], number>()
    const property = fc.asyncProperty(steps, async (history) => {
      const harness = await make()
      try {
        const options = optionsOf()
        await live(history, () => harness.open(options), openMemoryStore(options))
      } finally {
        await harness.cleanUp()
      }
      for (const step of history) counts.set(step.do, (counts.get(step.do) ?? 0) + 1)
    })
    await fc.assert(property, { numRuns: RUNS })
    for (const step of ['delta', 'join', 'page', 'forget', 'new-epoch', 'fold', 'reload'] as const)
      expect(counts.get(step)).toBeGreaterThan(0)
  }, 60_000)
}

/** Puts one history to both stores, step by step, and compares all that they tell. */
const live = async (history: Step[], open: () => Promise<Store>, memory: Store): Promise<void> => {
  let store = await open()
  try {
    const world = new World()
    const model = new Model()
    for (const step of history) {
      if (step.do === 'fold') expect(await store.fold()).toBe(await memory.fold())
      else if (step.do === 'reload') {
        await store[Symbol.asyncDispose]()
        store = await open()
        await compare(store, memory, model)
      } else {
        const { meta, entries } = await memory.outbox()
        const changes = await world.changes(step, meta, entries)
        const committed = await memory.commit(changes)
        expect(withoutPages(await store.commit(changes))).toEqual(withoutPages(committed))
        for (const { event } of committed.entries) model.apply(event)
      }
    }
    await compare(store, memory, model)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

const compare = async (store: Store, memory: Store, model: Model): Promise<void> => {
  const [content, expected] = [await contentOf(store), await contentOf(memory)]
  expect(content).toEqual(expected)
  expect(content.base).toEqual(model.rows())
  const { foldedThrough } = (await memory.outbox()).meta
  const [told, wanted] = [await store.since(foldedThrough), await memory.since(foldedThrough)]
  expect(withoutForgotten(told)).toEqual(withoutForgotten(wanted))
}

/** What is in a page is told with `since`, if not before. */
const withoutPages = ({ entries, ...committed }: Committed) => ({
  ...committed,
  entries: entries.map(({ seq, event }) => ({
    seq,
    event: event.type === 'page' ? { ...event, rows: null } : event,
  })),
})

/** Rows that the end of the stretch knows nothing of need not be told. */
const withoutForgotten = (entries: JournalEntry[] | 'folded') => {
  if (entries === 'folded') return entries
  const isForgotten = isForgottenAfter(entries)
  return entries.map(({ seq, event }) => {
    if (event.type === 'page' && isForgotten(seq, event.bucket)) return { ...event, rows: [] }
    if (event.type === 'delta' && isForgotten(seq, event.delta.bucket))
      return { ...event, delta: { ...event.delta, rows: [] } }
    return event
  })
}
