import {
  type Effect,
  type IsoDate,
  type MutationContext,
  nothing,
  type Question,
  type RowKey,
  type Rows,
  type Understood,
  type UserId,
  understand,
} from '@holdfast/domain'
import type { Draft, OutboxEntry, Settlement } from './outbox.ts'

/** A mutation that the view shows, or that the person must hear about. */
export class Pending {
  readonly draftId: string
  readonly at: IsoDate
  name: string
  readonly version: number
  args: unknown
  /** Absent until the store gave it one. */
  id: number | undefined
  settlement: Settlement | undefined
  /** What it looked at when it last ran: news of these runs it again. */
  reads: ReadonlySet<RowKey> = new Set()
  questions: readonly Question[] = []
  /** What it changed when it last ran. */
  writes: ReadonlySet<RowKey> = new Set()
  /** Why it shows nothing: its row is gone, or this version does not know it. The server decides. */
  problem: unknown = undefined
  private understood: Understood | undefined

  constructor(of: Draft | OutboxEntry) {
    this.draftId = of.draftId
    this.name = of.name
    this.version = of.version
    this.args = of.args
    this.at = of.at
    this.id = 'id' in of ? of.id : undefined
    this.settlement = 'id' in of ? of.settlement : undefined
    try {
      this.understood = understand(of)
    } catch (error) {
      this.problem = error
    }
  }

  /** A refused one is kept for the person, not shown. */
  get isRefused(): boolean {
    return this.settlement !== undefined && this.settlement.status !== 'applied'
  }

  /** Is it replayed after the other? Of two without an id it may be. */
  isAfter({ id = Number.POSITIVE_INFINITY }: Pending): boolean {
    return this.id === undefined || this.id > id
  }

  get draft(): Draft {
    const { draftId, name, version, args, at } = this
    return { draftId, name, version, args, at }
  }

  /** An acknowledgement does not hold any more; a refusal does. */
  unsettle(): void {
    if (!this.isRefused) this.settlement = undefined
  }

  /** Turns it into what the store made of it: a `noop`. */
  becomeNoop(): void {
    this.name = 'noop'
    this.args = {}
    this.understood = undefined
  }

  /** Runs over the view. A mutator that throws leaves it pending, with its problem. [R3] */
  run(rows: Rows, actor: UserId): Effect {
    if (!this.understood || this.isRefused) return nothing
    const { mutator, args } = this.understood
    const context: MutationContext = { actor, at: this.at, now: this.at }
    this.problem = undefined
    try {
      const { keys, looksAt = [], questions } = mutator.reads(args, context, rows)
      this.reads = new Set([...keys, ...looksAt])
      this.questions = questions ?? []
      return mutator.apply(rows, args, context)
    } catch (error) {
      this.problem = error
      return nothing
    }
  }
}
