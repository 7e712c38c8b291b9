import { isoDate } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import { expect } from 'vitest'
import { bucketA, draft, me, uuid } from './rows.ts'

const at = isoDate(new Date('2026-11-22T10:00:00.000Z'))
const entryOf = (id: number) => ({
  id,
  draftId: `draft-${id}`,
  name: 'create-task',
  version: 1,
  args: { n: id },
  at,
})

/** What a program of format 1 left: one mutation acknowledged and not seen yet, one unsent. */
export const format1 = () => ({
  state: {
    meta: {
      userId: me,
      clientId: uuid<never>(0xc9),
      epoch: 'epoch-1',
      nextMutationId: 9,
      positions: { [bucketA]: 4 },
      joins: {},
      lastAcknowledgedAt: at,
      foldedThrough: 12,
    },
    lastSeq: 12,
    rowsWaiting: 0,
  },
  outbox: [{ ...entryOf(7), settlement: { status: 'applied', at: { [bucketA]: 5 } } }, entryOf(8)],
})

/** Nothing of the outbox is lost or numbered anew, and the device asks for its rows again. */
export const goesOnFromFormat1 = async (store: Store): Promise<void> => {
  const { meta, outbox, pages } = await store.load()
  for await (const page of pages) expect(page).toBeUndefined()
  expect(meta).toMatchObject({
    clientId: uuid(0xc9),
    epoch: 'epoch-1',
    positions: {},
    downloads: {},
  })
  expect(meta.torn).toBeUndefined()
  expect(outbox.map(({ id }) => id)).toContain(8)
  await store.commit([draft({ n: 9 })])
  const { entries } = await store.outbox()
  expect(entries.filter(({ settlement }) => !settlement)).toMatchObject([
    { id: 8, args: { n: 8 } },
    { id: 9, args: { n: 9 } },
  ])
}
