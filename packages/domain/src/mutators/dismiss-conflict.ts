import { z } from 'zod'
import { ConflictId } from '../ids.ts'
import { rowKey } from '../rows.ts'
import { defineMutator, nothing } from './mutator.ts'

/** Takes a conflict off one's own list, or puts it back there. One that is gone needs neither. */
export const dismissConflict = defineMutator({
  name: 'dismiss-conflict',
  version: 1,
  args: z.strictObject({ id: ConflictId, dismissed: z.boolean().default(true) }),
  reads: ({ id }) => ({ keys: [rowKey('conflict', id)] }),

  apply(rows, { id, dismissed }, { actor, now }) {
    const conflict = rows.conflict(id)
    if (conflict?.userId !== actor || (conflict.dismissedAt !== null) === dismissed) return nothing
    const set = { dismissedAt: dismissed ? now : null }
    return { ...nothing, patches: [{ op: 'update', kind: 'conflict', id, set }] }
  },
})
