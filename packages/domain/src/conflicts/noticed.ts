import type { Activity } from '../activity/activity.ts'
import type { ConflictField } from './conflict.ts'
import { mergeText } from './merge-text.ts'

/** A new value, and the one that the person saw when they made it. */
export interface FieldEdit<T = unknown> {
  base: T
  value: T
}

/** Edits of one row, by field; absent where a field is left alone. */
export type FieldEdits = { [F in ConflictField]?: FieldEdit | undefined }

type Entity = Pick<Activity, 'entity' | 'entityId'>

/** That an edit met a value which its writer had not seen. Whose value that was, the record knows. */
export interface Noticed extends Entity {
  field: ConflictField
  kind: 'overruled' | 'merged' | 'trashed'
  base: unknown
  /** What was there. */
  lost: unknown
  /** What the writer of the edit wrote. */
  kept: unknown
}

/** Rows are JSON, and their objects are made by schemas: equal ones have equal texts. */
const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** The edits whose current value is neither what their writer saw nor what they want. Descriptions merge. */
export const noticeOverruled = (
  of: Entity,
  current: { [F in ConflictField]?: unknown },
  edits: FieldEdits,
): Noticed[] =>
  Object.entries(edits).flatMap(([name, edit]): Noticed[] => {
    const field = name as ConflictField
    const lost = current[field]
    if (!edit || field === 'description' || isSame(lost, edit.base) || isSame(lost, edit.value))
      return []
    return [{ ...of, field, kind: 'overruled', base: edit.base, lost, kept: edit.value }]
  })

/**
 * A description after an edit: what others wrote since the writer looked stays in it. Where both
 * wrote the same place, or both would not fit, that is noticed.
 * @param most its longest, in UTF-16 code units
 */
export const editDescription = (
  of: Entity,
  current: string | null,
  { base, value }: FieldEdit<string | null>,
  most: number,
): { value: string | null; conflicts: Noticed[] } => {
  const { text, overlaps } = mergeText(base ?? '', current ?? '', value ?? '')
  const fits = text.length <= most
  const conflict = { ...of, field: 'description', base: null, lost: current, kept: value } as const
  const kind = fits ? 'merged' : 'overruled'
  return {
    value: !fits || text === (value ?? '') ? value : text,
    conflicts: overlaps || !fits ? [{ ...conflict, kind }] : [],
  }
}
