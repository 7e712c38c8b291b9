import type { z } from 'zod'
import type { Activity } from '../activity/activity.ts'
import type { Noticed } from '../conflicts/noticed.ts'
import type { UserId } from '../ids.ts'
import type { IsoDate } from '../iso-date.ts'
import type { Patch, Reads, Rows } from '../rows.ts'

export interface MutationContext {
  actor: UserId
  /** When the person did it, by the clock of their device. */
  at: IsoDate
  /** The server's clock; on the device the same as `at`. */
  now: IsoDate
}

export interface Effect {
  patches: Patch[]
  activity: Activity[]
  /** What of others' work it met: the record tells both. A device has nobody to tell. */
  conflicts: Noticed[]
}

/** A mutator that meets its own effect, or has nothing to do, changes nothing. */
export const nothing: Effect = { patches: [], activity: [], conflicts: [] }

/** What a version of a mutator took, and how that is said to the next. Pure; it never throws. */
export interface EarlierVersion<Args = unknown> {
  args: z.ZodType<Args>
  upgrade(args: Args): unknown
}

/**
 * One intent of a person: the same pure code runs on the device, at once, and on the server, which
 * decides. `reads` is asked again with what it got, at most three rounds. `apply` throws an
 * `AppError` to refuse.
 */
export interface Mutator<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  name: Name
  version: number
  /** Every version before this one, from the first: outboxes keep what people did under them. */
  earlier: readonly EarlierVersion[]
  args: Schema
  reads(args: z.output<Schema>, context: MutationContext, rows: Rows): Reads
  apply(rows: Rows, args: z.output<Schema>, context: MutationContext): Effect
}

type Defined<Name extends string, Schema extends z.ZodType> = Omit<
  Mutator<Name, Schema>,
  'earlier'
> & { earlier?: readonly EarlierVersion[] }

export const defineMutator = <Name extends string, Schema extends z.ZodType>(
  mutator: Defined<Name, Schema>,
): Mutator<Name, Schema> => ({ earlier: [], ...mutator })

/** An earlier version, with the types of its arguments kept together. */
export const earlierVersion = <Args>(version: EarlierVersion<Args>): EarlierVersion =>
  version as EarlierVersion<unknown>
