import type { Conflict, ConflictId } from '@holdfast/domain'
import type { RowChange, View } from '@holdfast/sync'

/** What this person is told of values that met, without what they dismissed. */
export class ConflictList {
  private readonly byId = new Map<ConflictId, Conflict>()

  change(changes: readonly RowChange[]): void {
    for (const { before, after } of changes) {
      if (before?.kind === 'conflict') this.byId.delete(before.row.id)
      if (after?.kind === 'conflict' && after.row.dismissedAt === null)
        this.byId.set(after.row.id, after.row)
    }
  }

  reset(view: View): void {
    this.byId.clear()
    for (const { kind, row } of view.rows())
      if (kind === 'conflict' && row.dismissedAt === null) this.byId.set(row.id, row)
  }

  /** The newest first. */
  all(): readonly Conflict[] {
    return [...this.byId.values()].sort((a, b) => (a.at < b.at ? 1 : -1))
  }
}
