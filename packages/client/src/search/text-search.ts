import type { Task } from '@holdfast/domain'
import { Kept } from '../queries/kept.ts'
import type { Live } from '../queries/live.ts'
import { matcherOf, orderOf, queryKey, type TaskQuery } from '../queries/task-query.ts'
import type { TaskSource } from '../queries/task-source.ts'
import type { TaskChange } from '../queries/task-table.ts'
import { wordsOf } from './fold-text.ts'
import type { FromIndex, IndexPort, NumberedText } from './index-port.ts'
import { LiveSearch, type SearchAnswer } from './live-search.ts'
import { docOf, scan, scoreOfTask } from './scan.ts'

/** Which tasks hold all of these words, a beginning or one typo in each allowed. */
export interface TextQuery extends TaskQuery {
  text: string
}

/** So many tasks go to the index at once, each time a few milliseconds of this thread. */
const FEED_AT_ONCE = 500
/** Parts on their way, so that the index need not wait for the next. */
const FEED_AHEAD = 2
/** Without an index, so many are shown at most. */
const MOST_SCANNED = 200

const breathe = () => new Promise((resolve) => setTimeout(resolve))

const isSameText = (a: Task, b: Task): boolean =>
  a.title === b.title &&
  a.description === b.description &&
  a.status === b.status &&
  a.createdAt === b.createdAt &&
  a.tags.length === b.tags.length &&
  a.tags.every((tag, i) => tag === b.tags[i])

/**
 * Searches as one types, over every task on this device. The index is built, out of this thread,
 * when the first search is asked for, and follows the tasks from then on.
 */
export class TextSearch {
  private readonly source: TaskSource
  private readonly port: IndexPort
  private readonly searches = new Kept<string, LiveSearch>()
  private readonly questions = new Map<number, (numbers: Uint32Array) => void>()
  private readonly unfollow: () => void
  /** Numbers that changed before the index was built, so that it knows of them already. */
  private readonly told = new Set<number>()
  private asked = 0
  private isReady = false
  private isClosed = false
  private taken: () => void = () => undefined

  constructor(source: TaskSource, port: IndexPort) {
    this.source = source
    this.port = port
    port.listen((message) => this.hear(message))
    this.unfollow = source.follow({
      change: (changes) => {
        this.tell(changes)
        for (const search of this.searches.values()) search.change(changes)
      },
      renew: () => this.renew(),
    })
    void this.feed()
  }

  /** The same object for queries that mean the same. */
  tasks(query: TextQuery): Live<SearchAnswer> {
    return this.searches.get(queryKey(query), () => this.search(query))
  }

  close(): void {
    this.isClosed = true
    this.unfollow()
    this.port.close()
  }

  private search({ text, sort, ...rest }: TextQuery): LiveSearch {
    const { table, isHidden } = this.source
    const words = wordsOf(text)
    const isAsked = matcherOf(rest)
    const isShown = (task: Task) => isAsked(task) && !isHidden(task)
    const score = scorer(words)
    // The newer first, and of one age by number, as the index sorts.
    const byAge = (a: Task, b: Task) =>
      a.createdAt === b.createdAt
        ? (table.numberOf(a.id) ?? 0) - (table.numberOf(b.id) ?? 0)
        : a.createdAt > b.createdAt
          ? -1
          : 1
    const byRank = (a: Task, b: Task) => score(b) - score(a) || byAge(a, b)
    const compare = sort ? orderOf({ sort }) : byRank
    return new LiveSearch(
      { matches: (task) => isShown(task) && score(task) > 0, compare },
      {
        isReady: () => this.isReady,
        scan: () => scan(table.all(), { words, isShown, limit: MOST_SCANNED }),
        ask: async () => {
          const found: Task[] = []
          for (const number of await this.ask(text)) {
            const task = table.at(number)
            if (task && isShown(task)) found.push(task)
          }
          return sort ? found.sort(compare) : found
        },
        task: (id) => table.get(id),
      },
    )
  }

  private ask(query: string): Promise<Uint32Array> {
    const id = ++this.asked
    return new Promise((resolve) => {
      this.questions.set(id, resolve)
      this.port.post({ type: 'search', id, query })
    })
  }

  private hear(message: FromIndex): void {
    if (message.type === 'taken') this.taken()
    else if (message.type === 'ready') {
      this.isReady = true
      this.told.clear()
      this.renew()
    } else {
      this.questions.get(message.id)?.(message.numbers)
      this.questions.delete(message.id)
    }
  }

  private renew(): void {
    for (const search of this.searches.values()) search.reset()
  }

  private tell(changes: readonly TaskChange[]): void {
    const docs: NumberedText[] = []
    const removed: number[] = []
    for (const { before, after, number } of changes) {
      if (!this.isReady) this.told.add(number)
      if (!after) removed.push(number)
      else if (!before || !this.isReady || !isSameText(before, after))
        docs.push({ number, ...docOf(after) })
    }
    if (docs.length + removed.length > 0) this.port.post({ type: 'change', docs, removed })
  }

  private async feed(): Promise<void> {
    const { table } = this.source
    const { end } = table
    let ahead = 0
    let resume: () => void = () => undefined
    this.taken = () => {
      ahead--
      resume()
    }
    for (let from = 0; from < end; from += FEED_AT_ONCE) {
      const docs: NumberedText[] = []
      for (let number = from; number < Math.min(end, from + FEED_AT_ONCE); number++) {
        const task = this.told.has(number) ? undefined : table.at(number)
        if (task) docs.push({ number, ...docOf(task) })
      }
      this.port.post({ type: 'add', docs })
      ahead++
      await breathe()
      while (ahead > FEED_AHEAD)
        await new Promise<void>((resolve) => {
          resume = resolve
        })
      if (this.isClosed) return
    }
    this.port.post({ type: 'build' })
  }
}

/** Scores of tasks for a query, each worked out once. */
const scorer = (words: readonly string[]): ((task: Task) => number) => {
  const scores = new WeakMap<Task, number>()
  return (task) => {
    const known = scores.get(task) ?? (words.length === 0 ? 0 : scoreOfTask(task, words))
    scores.set(task, known)
    return known
  }
}
