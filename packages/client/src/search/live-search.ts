import type { Task, TaskId } from '@holdfast/domain'
import { Answer } from '../queries/live.ts'
import { type ItemChange, through } from '../queries/live-list.ts'
import { type Compare, withChanges } from '../queries/sorted-items.ts'

/** What a search found on this device. */
export interface SearchAnswer {
  /** The best first, or in the order that was asked for. */
  tasks: readonly Task[]
  /** False until this query has been answered once. */
  isAnswered: boolean
  /** False as long as the index is not built: there may be more, and no typo is forgiven yet. */
  isComplete: boolean
}

export const UNANSWERED: SearchAnswer = { tasks: [], isAnswered: false, isComplete: false }

export interface SearchRule {
  /** The words, and everything else that is asked for. */
  matches(task: Task): boolean
  /** Total. */
  compare: Compare<Task>
}

/** Where answers come from. */
export interface SearchSource {
  /** Whether the index is built. */
  isReady(): boolean
  /** Some of what matches, in any order, without the index. */
  scan(): Task[]
  /** What the index finds, sorted, as the tasks are when it answers. */
  ask(): Promise<Task[]>
  task(id: TaskId): Task | undefined
}

/** Beyond so many changed tasks at once the index is asked anew. */
const MOST_BY_HAND = 64

/**
 * The answer to a search, kept up. The index gives the first one; after that each changed task is
 * put in its place or taken out at once, and only a large change asks the index again.
 */
export class LiveSearch extends Answer<SearchAnswer> {
  private readonly rule: SearchRule
  private readonly source: SearchSource
  private answer = UNANSWERED
  /** What has changed since the index was asked; null while no answer is due. */
  private since: Set<TaskId> | null = null
  private questions = 0

  constructor(rule: SearchRule, source: SearchSource) {
    super()
    this.rule = rule
    this.source = source
  }

  get(): SearchAnswer {
    if (!this.answer.isAnswered && !this.since) this.begin()
    return this.answer
  }

  change(changes: readonly ItemChange<Task>[]): void {
    if (this.since)
      for (const { before, after } of changes)
        for (const task of [before, after]) if (task) this.since.add(task.id)
    if (!this.answer.isAnswered) return
    if (!this.isWatched) this.forget()
    else if (changes.length > MOST_BY_HAND) this.reset()
    else {
      const { matches, compare } = this.rule
      this.show(withChanges(this.answer.tasks, through(changes, matches), compare))
    }
  }

  /** What is shown stays until there is another answer, which is then told. */
  reset(): boolean {
    if (!this.isWatched) this.forget()
    else this.begin()
    return false
  }

  private begin(): void {
    if (this.source.isReady()) void this.ask()
    else {
      const tasks = this.source.scan().sort(this.rule.compare)
      this.answer = { tasks, isAnswered: true, isComplete: false }
      this.tell()
    }
  }

  private forget(): void {
    this.answer = UNANSWERED
    this.since = null
    this.questions++
  }

  private async ask(): Promise<void> {
    const question = ++this.questions
    const since = new Set<TaskId>()
    this.since = since
    const found = await this.source.ask()
    if (question !== this.questions) return
    this.since = null
    const { matches, compare } = this.rule
    const into = [...since].flatMap((id) => this.source.task(id) ?? []).filter(matches)
    const rest = since.size === 0 ? found : found.filter(({ id }) => !since.has(id))
    this.show(withChanges(rest, { out: [], into }, compare), true)
  }

  private show(tasks: readonly Task[], isComplete = this.answer.isComplete): void {
    const { answer } = this
    if (answer.isAnswered && answer.isComplete === isComplete && tasks === answer.tasks) return
    this.answer = { tasks, isAnswered: true, isComplete }
    this.tell()
  }
}
