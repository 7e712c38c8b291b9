import type { Task, TaskId } from '@holdfast/domain'
import type { Live } from '../queries/live.ts'
import type { ItemChange } from '../queries/live-list.ts'
import { prune } from '../queries/prune.ts'
import { matcherOf, orderOf, queryKey, type TaskQuery } from '../queries/task-query.ts'
import type { TaskSource } from '../queries/task-source.ts'
import { wordsOf } from './fold-text.ts'
import type { FromIndex, IndexPort, NumberedText } from './index-port.ts'
import { LiveSearch, type SearchAnswer } from './live-search.ts'
import { docOf, scan, scoreOfTask } from './scan.ts'
import { TaskNumbers } from './task-numbers.ts'

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
  private readonly numbers = new TaskNumbers()
  private readonly searches = new Map<string, LiveSearch>()
  private readonly questions = new Map<number, (numbers: Uint32Array) => void>()
  private readonly unfollow: () => void
  private asked = 0
  private isReady = false
  private isClosed = false
  private taken: () => void = () => undefined

  constructor(source: TaskSource, port: IndexPort) {
    this.source = source
    this.port = port
    port.listen((message) => this.hear(message))
    this.unfollow = source.follow({
      change: (changes) =>
        this.follow(changes, () => {
          for (const search of this.searches.values()) search.change(changes)
        }),
      renew: () => this.renew(),
      reset: () => this.follow(this.differences(), () => this.renew()),
    })
    void this.feed()
  }

  /** The same object for queries that mean the same. */
  tasks(query: TextQuery): Live<SearchAnswer> {
    const key = queryKey(query)
    let search = this.searches.get(key)
    if (!search) {
      search = this.search(query)
      prune(this.searches)
      this.searches.set(key, search)
    }
    return search
  }

  close(): void {
    this.isClosed = true
    this.unfollow()
    this.port.close()
  }

  private search({ text, sort, ...rest }: TextQuery): LiveSearch {
    const { source, numbers } = this
    const words = wordsOf(text)
    const isAsked = matcherOf(rest)
    const isShown = (task: Task) => isAsked(task) && !source.isHidden(task)
    const scores = new WeakMap<Task, number>()
    const score = (task: Task): number => {
      const known = scores.get(task) ?? scoreOfTask(task, words)
      scores.set(task, known)
      return known
    }
    const byRank = (a: Task, b: Task) => score(b) - score(a) || numbers.compareAge(a, b)
    const compare = sort ? orderOf({ sort }) : byRank
    const isReady = () => this.isReady
    return new LiveSearch(
      { matches: (task) => isShown(task) && words.length > 0 && score(task) > 0, compare },
      {
        get isReady() {
          return isReady()
        },
        scan: () => scan(source.all(), { words, isShown, limit: MOST_SCANNED }),
        ask: async () => {
          const found = numbers.tasks(await this.ask(text)).filter(isShown)
          return sort ? found.sort(compare) : found
        },
        task: (id) => source.get(id),
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
      this.renew()
    } else {
      this.questions.get(message.id)?.(message.numbers)
      this.questions.delete(message.id)
    }
  }

  private renew(): void {
    for (const search of this.searches.values()) search.renew()
  }

  /** From what the index knows to what there is. */
  private differences(): ItemChange<Task>[] {
    const changes: ItemChange<Task>[] = []
    for (const before of this.numbers.all()) {
      const after = this.source.get(before.id)
      if (after !== before) changes.push({ before, after })
    }
    for (const after of this.source.all())
      if (!this.numbers.has(after.id)) changes.push({ before: undefined, after })
    return changes
  }

  /** Tells the index first, then the searches, which may ask it; who has gone loses its number last. */
  private follow(changes: readonly ItemChange<Task>[], tellSearches: () => void): void {
    const docs: NumberedText[] = []
    const gone = new Map<TaskId, number>()
    for (const { before, after } of changes) {
      if (after) {
        const known = this.numbers.task(after.id)
        const number = this.numbers.put(after)
        if (!known || !isSameText(known, after)) docs.push({ number, ...docOf(after) })
      } else if (before) {
        const number = this.numbers.of(before.id)
        if (number !== undefined) gone.set(before.id, number)
      }
    }
    if (docs.length + gone.size > 0)
      this.port.post({ type: 'change', docs, removed: [...gone.values()] })
    tellSearches()
    // Before it is ready, the index may still be given other documents to begin with.
    for (const id of gone.keys()) this.numbers.remove(id, { reuse: this.isReady })
  }

  private async feed(): Promise<void> {
    const all = [...this.source.all()]
    let ahead = 0
    let resume: () => void = () => undefined
    this.taken = () => {
      ahead--
      resume()
    }
    for (let from = 0; from < all.length; from += FEED_AT_ONCE) {
      const docs: NumberedText[] = []
      for (const { id } of all.slice(from, from + FEED_AT_ONCE)) {
        const task = this.numbers.has(id) ? undefined : this.source.get(id)
        if (task) docs.push({ number: this.numbers.put(task), ...docOf(task) })
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
