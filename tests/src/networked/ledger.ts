import type { Database } from '@holdfast/db'

/** What one person was told of one task's title, in the order of their writes. */
interface Told {
  /** The server said that it is done. */
  acknowledged: string[]
  /** Nobody knows: the answer got lost, or never came. */
  unknown: string[]
}

/** What the record has entered of each title that a task was ever given. */
const ENTERED = `
  SELECT entity_id AS task, metadata #>> '{after,title}' AS title, count(*)::int AS times
  FROM audit.activity_log
  WHERE entity_type = 'task' AND metadata #> '{after,title}' IS NOT NULL
  GROUP BY 1, 2`

/** Keeps account of what servers acknowledged, to be held against the record. */
export class Ledger {
  readonly #tasks = new Map<string, Told>()
  /** Titles of writes that were never answered. */
  readonly #doubtful = new Set<string>()

  #of(task: string): Told {
    const known = this.#tasks.get(task) ?? { acknowledged: [], unknown: [] }
    this.#tasks.set(task, known)
    return known
  }

  acknowledge(task: string, title: string): void {
    const told = this.#of(task)
    told.acknowledged.push(title)
    // The next write has overruled whatever became of those before.
    told.unknown = []
  }

  leaveOpen(task: string, title: string): void {
    this.#of(task).unknown.push(title)
    this.#doubtful.add(title)
  }

  /** Every title that a task may be seen with now, the latest write having been answered or not. */
  currentOf(task: string): readonly string[] {
    const { acknowledged, unknown } = this.#of(task)
    const last = acknowledged.at(-1)
    return last === undefined ? unknown : [last, ...unknown]
  }

  /** @returns what the record lacks, has twice, or has and should not */
  async breaches(db: Database): Promise<string[]> {
    const rows = await db.read((reader) =>
      reader.rows<{ task: string; title: string; times: number }>({ text: ENTERED }),
    )
    const entered = new Map(rows.map(({ task, title, times }) => [`${task} ${title}`, times]))
    const lost = [...this.#tasks].flatMap(([task, { acknowledged }]) =>
      acknowledged
        .filter((title) => entered.get(`${task} ${title}`) !== 1)
        .map(
          (title) =>
            `acknowledged, entered ${entered.get(`${task} ${title}`) ?? 0} times: ${title}`,
        ),
    )
    const doubled = rows
      .filter(({ title, times }) => this.#doubtful.has(title) && times > 1)
      .map(({ title, times }) => `never answered, entered ${times} times: ${title}`)
    return [...lost, ...doubled, ...(await this.#old(db))]
  }

  async #old(db: Database): Promise<string[]> {
    const rows = await db.read((reader) =>
      reader.rows<{ id: string; title: string }>({ text: 'SELECT id, title FROM tasks.tasks' }),
    )
    const titles = new Map(rows.map(({ id, title }) => [id, title]))
    return [...this.#tasks]
      .filter(([task, { acknowledged }]) => {
        const title = titles.get(task)
        const mayBeMissing = acknowledged.length === 0
        return title === undefined ? !mayBeMissing : !this.currentOf(task).includes(title)
      })
      .map(([task]) => `is ${titles.get(task)}, was told ${this.currentOf(task).join(' or ')}`)
  }
}
