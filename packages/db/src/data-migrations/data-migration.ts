import type { Effect, IsoDate, RowKey, Rows } from '@holdfast/domain'
import type { Reader } from '../reader.ts'

/** A stretch of rows in the order of their keys. */
export interface Stretch {
  /** The last one before it; null: from the first. */
  after: RowKey | null
  /** Most rows. */
  most: number
}

/**
 * A change to what is there, made row by row while people work. It writes as mutators do, by patches
 * and activity, so that devices, consumers and the history of a task see it.
 */
export interface DataMigration {
  /** For ever: `ops.data_migrations` knows it by this. */
  name: string
  /** What it does, in a line for the operator. */
  summary: string
  /** The keys of rows that may be in need of it, in order. */
  next(reader: Reader, stretch: Stretch): Promise<RowKey[]>
  /** How many such rows there are from there on. */
  count(reader: Reader, after: RowKey | null): Promise<number>
  /**
   * What becomes of one row, which is as it is under its lock: nothing where it is in no need any
   * more. Pure.
   */
  effectOf(rows: Rows, key: RowKey, now: IsoDate): Pick<Effect, 'patches' | 'activity'>
}
