import { setTimeout as delay } from 'node:timers/promises'
import { createHoldfastClient, type HoldfastClient } from '@holdfast/client'
import { type ProjectId, TaskId, type UserId } from '@holdfast/domain'
import type { MailServer } from '@holdfast/tooling/services'
import { uuidv7 } from 'uuidv7'
import type { Ledger } from './ledger.ts'
import { registerByMail } from './register-by-mail.ts'

/** Somebody with an account, signed in, with a way to each server. */
export interface Colleague {
  name: string
  id: UserId
  email: string
  at: readonly [HoldfastClient, HoldfastClient]
}

/** Which of the two servers. */
export type Side = 0 | 1
const sides = [0, 1] as const

/** Between two deeds of one person, in ms. */
const PACE = 40
/** Of somebody's newest tasks that they work on: all are on the first page, the one that is cached. */
const AT_HAND = 4
/** In every title, to be searched for. */
export const WORD = 'espalier'

export const register = async (
  smtp: MailServer,
  name: string,
  urls: readonly [string, string],
): Promise<Colleague> => {
  const email = `${name.toLowerCase()}-${crypto.randomUUID()}@example.org`
  const by = { email, firstName: name }
  const { accessToken: token, user } = await registerByMail(smtp, urls[0], by)
  const [one, two] = urls
  const at = [
    createHoldfastClient({ url: one, token }),
    createHoldfastClient({ url: two, token }),
  ] as const
  return { name, id: user.id as UserId, email, at }
}

export interface WorkerOptions {
  who: Colleague
  /** Where they work; null: on their own. */
  projectId: ProjectId | null
  /** Whom they give work to. */
  others: readonly UserId[]
  ledger: Ledger
  /** A deed that failed, and may not have. */
  isExcused(): boolean
}

/** Somebody who works without a break, one deed after the other: writes at one server and reads at the other. */
export class Worker {
  /** Since they were started last. */
  readonly breaches: string[] = []
  /** Writes that were acknowledged, by server. */
  readonly written: [number, number] = [0, 0]
  /** Searches that were answered, by server and engine. */
  readonly searched = [new Map<string, number>(), new Map<string, number>()] as const
  readonly #options: WorkerOptions
  readonly #tasks: TaskId[] = []
  #toCreate = AT_HAND
  #deeds = 0
  #working: Promise<void> | undefined
  #stopping = new AbortController()

  constructor(options: WorkerOptions) {
    this.#options = options
  }

  start(): void {
    // The ledger knows the order of one person's writes because each waits for the one before.
    if (this.#working) throw new Error('they are at work already')
    this.breaches.length = 0
    this.#stopping = new AbortController()
    this.#working = this.#work(this.#stopping.signal)
  }

  /** Has them create one more task, and give it to somebody. */
  createOne(): void {
    this.#toCreate++
  }

  /** Ends when the deed under way is done. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#working
    this.#working = undefined
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const side = sides[this.#deeds++ % 2] ?? 0
      const wasExcused = this.#options.isExcused()
      try {
        await this.#deed(side, side === 0 ? 1 : 0)
      } catch (error) {
        if (!wasExcused && !this.#options.isExcused()) this.#breach(`failed: ${error}`)
      }
      await delay(PACE, undefined, { signal }).catch(() => undefined)
    }
  }

  #breach(what: string): void {
    this.breaches.push(`${this.#options.who.name}, deed ${this.#deeds}: ${what}`)
  }

  async #deed(writer: Side, reader: Side): Promise<void> {
    const task = await this.#write(writer)
    this.written[writer]++
    await this.#readBack(reader, task)
    if (this.#deeds % 3 === 0) await this.#search(reader)
  }

  async #write(side: Side): Promise<TaskId> {
    const { who, projectId, others, ledger } = this.#options
    const title = `${who.name} ties the ${WORD} ${this.#deeds}`
    const atHand = this.#tasks.slice(-AT_HAND)
    const known = this.#toCreate > 0 ? undefined : atHand[this.#deeds % atHand.length]
    const id = known ?? TaskId.parse(uuidv7())
    try {
      if (known) await who.at[side].tasks.update.mutate({ id, title })
      else {
        const assignedTo = others[this.#deeds % others.length] ?? null
        await who.at[side].tasks.create.mutate({ id, title, projectId, assignedTo })
        this.#tasks.push(id)
        this.#toCreate--
      }
    } catch (error) {
      ledger.leaveOpen(id, title)
      throw error
    }
    ledger.acknowledge(id, title)
    return id
  }

  /** What was acknowledged at one server is never old at the other. */
  async #readBack(side: Side, id: TaskId): Promise<void> {
    const { who, projectId, ledger } = this.#options
    const { items } = await who.at[side].tasks.list.query()
    const found = items.find((task) => task.id === id)
    if (!found) return this.#breach(`does not see what was acknowledged, of ${items.length}`)
    const current = ledger.currentOf(id)
    if (!current.includes(found.title))
      this.#breach(`sees ${found.title} where ${current.join(' or ')} was acknowledged`)
    const foreign = items.filter(
      (task) => task.createdBy !== who.id && (projectId === null || task.projectId !== projectId),
    )
    for (const task of foreign) this.#breach(`sees what is not theirs: ${task.title}`)
  }

  async #search(side: Side): Promise<void> {
    const { who, projectId } = this.#options
    const { items, engine } = await who.at[side].tasks.search.query({ query: WORD })
    for (const task of items)
      if (task.createdBy !== who.id && (projectId === null || task.projectId !== projectId))
        this.#breach(`finds what is not theirs: ${task.title}`)
    const counts = this.searched[side]
    counts.set(engine, (counts.get(engine) ?? 0) + 1)
  }
}
