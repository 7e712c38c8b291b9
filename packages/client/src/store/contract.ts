import type { ClientId, UserId } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import { afterEach, beforeEach, describe } from 'vitest'
import { commitCases } from './contract/commits.ts'
import type { Bench, StoreHarness, TearableHarness } from './contract/harness.ts'
import { pageCases } from './contract/pages.ts'
import { randomCases } from './contract/random.ts'
import { uuid } from './contract/rows.ts'
import { tabCases } from './contract/tabs.ts'
import { tornCases } from './contract/torn.ts'
import type { StoreOptions } from './options.ts'

/** Small, so that a few rows make many pages. */
const PAGE_ROWS = 4

/** What every store does alike. */
export const storeContract = (name: string, make: () => Promise<StoreHarness>): void => {
  describe(`store: ${name}`, () => {
    const bench = onHarness(make)
    commitCases(bench)
    tabCases(bench)
    pageCases(bench)
  })
  describe(`store: ${name}, any history`, () => {
    randomCases(make, optionsOf)
  })
}

/** What stores on a disk that can fail do as well. */
export const tornStoreContract = (name: string, make: () => Promise<TearableHarness>): void => {
  describe(`torn store: ${name}`, () => tornCases(onHarness(make)))
}

const onHarness = <H extends StoreHarness>(make: () => Promise<H>): Bench<H> => {
  const opened: Store[] = []
  let harness: H
  beforeEach(async () => {
    harness = await make()
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store[Symbol.asyncDispose]()
    await harness.cleanUp()
  })
  return {
    get harness() {
      return harness
    },
    open: async (options) => {
      const store = await harness.open({ ...optionsOf(), ...options })
      opened.push(store)
      return store
    },
  }
}

/** Client ids of stores count up from here, in the order in which they are made. */
let clients = 0

const optionsOf = (): StoreOptions => {
  const clientId = uuid<ClientId>(0xc0000 + ++clients)
  return { userId: uuid<UserId>(1), newClientId: () => clientId, pageRows: PAGE_ROWS }
}
