import type { Count, CountedFields, CountedKind, Fact, Measure, TaskEntry } from '@holdfast/db'
import { type IsoDate, isClosed, type TaskStatus, type UserId } from '@holdfast/domain'

/** A task between two of its entries. */
interface State extends CountedFields {
  /** When work on it began, since it was created or reopened. */
  startedAt: IsoDate | null
}

const statusOf = (state: CountedFields): TaskStatus => state.status ?? 'todo'
const dayOf = (at: IsoDate): string => at.slice(0, 10)

const DAY_MS = 24 * 60 * 60 * 1000
const dayAfter = (day: string): string =>
  dayOf(new Date(Date.parse(day) + DAY_MS).toISOString() as IsoDate)

/** The first day at whose end it counts as overdue; null while it cannot become so. */
const overdueFrom = (state: CountedFields): string | null => {
  const { dueDate = null, dueAllDay = false, deletedAt = null } = state
  if (dueDate === null || deletedAt !== null || isClosed(statusOf(state))) return null
  return dueAllDay ? dayAfter(dayOf(dueDate)) : dayOf(dueDate)
}

type Subject = readonly [CountedKind, string]

/** Where it is counted: in its project, or with the people who see it outside of any. */
const placesOf = ({ projectId, createdBy, assignedTo }: CountedFields): Subject[] => {
  if (projectId) return [['project', projectId]]
  const people = new Set([createdBy, assignedTo].filter((id) => id !== null && id !== undefined))
  return [...people].map((id) => ['personal', id] as const)
}

/** Whoever is to do it. */
const answerableOf = ({ assignedTo, createdBy }: CountedFields): Subject[] => {
  const id = assignedTo ?? createdBy
  return id ? [['user', id]] : []
}

const doneBy = (actor: UserId | null): Subject[] => (actor ? [['user', actor]] : [])

/** Sums what one event adds, and leaves out what adds nothing. */
class Counts {
  readonly #byDay = new Map<string, Count>()

  add(subjects: readonly Subject[], day: string, measure: Measure, by: number): void {
    for (const [kind, id] of subjects) {
      const key = `${kind} ${id} ${day}`
      const count = this.#byDay.get(key) ?? { kind, id, day }
      this.#byDay.set(key, { ...count, [measure]: (count[measure] ?? 0) + by })
    }
  }

  all(): Count[] {
    return [...this.#byDay.values()]
      .map(({ kind, id, day, ...by }) => ({
        kind,
        id,
        day,
        ...Object.fromEntries(Object.entries(by).filter(([, value]) => value !== 0)),
      }))
      .filter((count) => Object.keys(count).length > 3)
  }
}

const nextState = (state: State, { at, before, after }: TaskEntry): [State, State] => {
  const earlier = { ...state, ...before }
  const later = { ...earlier, ...after }
  const isBegun = statusOf(later) === 'in_progress' || statusOf(later) === 'in_review'
  const startedAt = isBegun ? (isClosed(statusOf(earlier)) ? at : (state.startedAt ?? at)) : null
  const keeps = statusOf(later) === 'todo' && !isClosed(statusOf(earlier))
  return [earlier, { ...later, startedAt: keeps ? state.startedAt : startedAt }]
}

/** The day at whose end a task in this state begins to be overdue, or goes on being so. */
const countOverdue = (counts: Counts, state: State, today: string, by: 1 | -1): void => {
  const from = overdueFrom(state)
  if (from === null) return
  const subjects = [...placesOf(state), ...answerableOf(state)]
  counts.add(subjects, from < today ? today : from, 'overdue', by)
}

const factOf = (entry: TaskEntry, state: State, earlier: State, later: State): Fact => {
  const [from, to] = [statusOf(earlier), statusOf(later)]
  const isNew = entry.action === 'created'
  const turns = (status: TaskStatus): boolean => to === status && (isNew || from !== status)
  const isCompleted = turns('completed')
  const at = isCompleted ? (later.completedAt ?? entry.at) : entry.at
  const started = isCompleted ? earlier.startedAt : null
  const cycleSeconds =
    started === null ? null : Math.max(0, Math.round((Date.parse(at) - Date.parse(started)) / 1000))

  const counts = new Counts()
  const counted = [...placesOf(later), ...doneBy(entry.actorId)]
  const count = (measure: Measure, by = 1) => counts.add(counted, dayOf(at), measure, by)
  if (isNew) count('created')
  if (isCompleted) count('completed')
  if (turns('cancelled')) count('cancelled')
  if (!isNew && isClosed(from) && !isClosed(to)) count('reopened')
  if (cycleSeconds !== null) {
    count('cycles')
    count('cycleSeconds', cycleSeconds)
  }
  // What is taken back is what the entry before gave: values of which none told were never counted.
  countOverdue(counts, state, dayOf(entry.at), -1)
  countOverdue(counts, later, dayOf(entry.at), 1)

  const { projectId = null, createdBy = null, assignedTo = null } = later
  const { id: eventId, taskId, version, action, actorId } = entry
  const places = { projectId, createdBy, assignedTo }
  return {
    eventId,
    taskId,
    version,
    action,
    actorId,
    ...places,
    at,
    cycleSeconds,
    counts: counts.all(),
  }
}

/**
 * Audit entries as they are counted. Each fact follows from the entries of its task up to it, so it is
 * the same whenever and however often it is made.
 * @param entries task by task, each task's complete from its first and in their order
 */
export const factsOf = (entries: readonly TaskEntry[]): Fact[] => {
  let state: State = { startedAt: null }
  let taskId: string | undefined
  return entries.map((entry) => {
    if (entry.taskId !== taskId) state = { startedAt: null }
    taskId = entry.taskId
    const [earlier, later] = nextState(state, entry)
    const fact = factOf(entry, state, earlier, later)
    state = later
    return fact
  })
}
