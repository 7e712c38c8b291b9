import {
  type Activity,
  type IsoDate,
  keyOfPatch,
  type Patch,
  type RowKey,
  type UserId,
} from '@holdfast/domain'

/** An activity as its row is named. */
interface Entry extends Pick<Activity, 'action'> {
  entity_type: Activity['entity']
  entity_id: string
  actor_id: UserId
  metadata: Pick<Activity, 'before' | 'after'>
  created_at: IsoDate
}

/** Parents before what refers to them. */
const kinds: Patch['kind'][] = ['project', 'member', 'task', 'user']
const rank = ({ op, kind }: Patch): number => (op === 'insert' ? 0 : 10) + kinds.indexOf(kind)

/** The two as one patch: a row is written once. */
const merged = (first: Patch | undefined, second: Patch): Patch => {
  if (!first || second.op === 'insert') return second
  return first.op === 'insert'
    ? ({ ...first, row: { ...first.row, ...second.set } } as Patch)
    : ({ ...first, set: { ...first.set, ...second.set } } as Patch)
}

const fieldsOf = (patch: Patch): string =>
  patch.op === 'insert' ? '' : Object.keys(patch.set).sort().join()

/** Writes that wait to go together. */
export class KeptBack {
  #patches = new Map<RowKey, Patch>()
  #entries: Entry[] = []

  write(patches: readonly Patch[]): void {
    for (const patch of patches) {
      const key = keyOfPatch(patch)
      this.#patches.set(key, merged(this.#patches.get(key), patch))
    }
  }

  audit(actor: UserId, activity: readonly Activity[], now: IsoDate): void {
    for (const { entity, entityId, action, before, after } of activity)
      this.#entries.push({
        entity_type: entity,
        entity_id: entityId,
        action,
        actor_id: actor,
        metadata: { before, after },
        created_at: now,
      })
  }

  /** Gives all of it up; patches that can be one statement are neighbours. */
  take(): { patches: Patch[]; entries: Entry[] } {
    const patches = [...this.#patches.values()].sort(
      (a, b) => rank(a) - rank(b) || (fieldsOf(a) < fieldsOf(b) ? -1 : 1),
    )
    const entries = this.#entries
    this.#patches = new Map()
    this.#entries = []
    return { patches, entries }
  }
}
