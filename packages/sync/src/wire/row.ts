import { type Row, RowKind } from '@holdfast/domain'
import { z } from 'zod'

/** The state of a synced row at some version. The server made it, so a device does not re-check it. */
export const SyncedRow = z.custom<Row>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    RowKind.safeParse(value.kind).success &&
    'row' in value,
)
export type SyncedRow = Row

/** A row that left a bucket, at the version it left with. */
export const Removal = z.strictObject({ kind: RowKind, id: z.string(), version: z.int() })
export type Removal = z.infer<typeof Removal>

/** The life of the database that positions and versions belong to. */
export const Epoch = z.string().min(1).max(200)
export type Epoch = z.infer<typeof Epoch>

/** A bucket's commit count as a device knows it. */
export const Position = z.int().nonnegative()
export type Position = z.infer<typeof Position>
