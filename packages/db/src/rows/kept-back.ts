import {
  type Activity,
  type IsoDate,
  keyOfPatch,
  type Noticed,
  type Patch,
  type RowKey,
  type UserId,
} from '@holdfast/domain'
import { fieldsSet, type Met } from './write-conflicts.ts'

/** An activity as its row is named. */
interface Entry extends Pick<Activity, 'action'> {
  entity_type: Activity['entity']
  entity_id: string
  /** Null: not a person, but an operator's change to the data. */
  actor_id: UserId | null
  metadata: Pick<Activity, 'before' | 'after'>
  created_at: IsoDate
}

/** Parents before what refers to them. */
const kinds: Patch['kind'][] = ['project', 'member', 'task', 'user', 'conflict']
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
  #met: Met[] = []

  write(patches: readonly Patch[]): void {
    for (const patch of patches) {
      const key = keyOfPatch(patch)
      this.#patches.set(key, merged(this.#patches.get(key), patch))
    }
  }

  audit(actor: UserId | null, activity: readonly Activity[], now: IsoDate): void {
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

  /** To be told before the edits that met it are entered. */
  meet(actor: UserId, noticed: readonly Noticed[], now: IsoDate): void {
    for (const one of noticed) {
      const fields = fieldsSet(one)
      const author = this.#entries.findLast(
        ({ entity_id, metadata }) =>
          entity_id === one.entityId && fields.some((field) => field in metadata.after),
      )?.actor_id
      this.#met.push({ ...one, actor, at: now, ...(author && { author }) })
    }
  }

  /** Gives all of it up; patches that can be one statement are neighbours. */
  take(): { patches: Patch[]; entries: Entry[]; met: Met[] } {
    const patches = [...this.#patches.values()].sort(
      (a, b) => rank(a) - rank(b) || (fieldsOf(a) < fieldsOf(b) ? -1 : 1),
    )
    const entries = this.#entries
    const met = this.#met
    this.#patches = new Map()
    this.#entries = []
    this.#met = []
    return { patches, entries, met }
  }
}
