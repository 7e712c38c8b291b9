import type { Bucket } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import type { StoreOptions } from '../options.ts'

/** One place where a store can be kept, empty at first. */
export interface StoreHarness {
  /** Opens the store that is kept there: once for each tab, and again after it was closed. */
  open(options: StoreOptions): Promise<Store>
  /** Removes it. All stores are closed by then. */
  cleanUp(): Promise<void>
}

/** A place whose things can be torn as a failing disk would. */
export interface TearableHarness extends StoreHarness {
  /** Cuts a page of the bucket short. */
  tearPage(bucket: Bucket): Promise<void>
  /** Makes an outbox entry something that was never written. */
  tearOutbox(id: number): Promise<void>
  /** Makes the record of how far everything is something that was never written. */
  tearState(): Promise<void>
  /** Makes the oldest journal entry vanish. */
  tearJournal(): Promise<void>
}

/** What the cases of the suite use. */
export interface Bench<H extends StoreHarness = StoreHarness> {
  readonly harness: H
  /** Opens another store on the harness, closed when the test ends. */
  open(options?: Partial<StoreOptions>): Promise<Store>
}
