import type { CacheFence } from '@holdfast/db'
import type { Breaker, Cache } from '@holdfast/infra'
import { CountedRecord, type CounterProcess, fenceInMemory } from './processes.ts'

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const never = <T>(): Promise<T> => new Promise(() => undefined)

export interface Parts {
  openMemory(): Cache
  openBreaker(): Breaker
  /** How long what is under way takes next, in ms; of the clock that the test has. */
  pause(): number
}

interface Connection {
  life: string
  isBroken: boolean
}

type Deed = (held: Cache) => Promise<unknown>

/** A Redis that can be stopped, emptied, and killed to come back with what it held long ago. */
class Memory {
  readonly #open: () => Cache
  #held: Cache
  /** What was ever done to it. */
  #done: Deed[] = []
  #lives = 1
  #running = Promise.resolve()
  #go: () => void = () => undefined
  readonly #connections = new Set<Connection>()

  constructor(open: () => Cache) {
    this.#open = open
    this.#held = open()
  }

  connect(): Connection {
    const connection = { life: `life ${this.#lives}`, isBroken: false }
    this.#connections.add(connection)
    return connection
  }

  pause(): void {
    this.#go()
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#running = promise
    this.#go = resolve
  }

  continue(): void {
    this.#go()
  }

  /** The marks that it gives afterwards are others than those before. */
  flush(): void {
    void this.#do((held) => held.keepOnly(''))
  }

  /** Comes back at once, and has forgotten so many of the deeds that were done to it last. */
  kill(forgets: number): void {
    const remembered = this.#done.slice(0, Math.max(0, this.#done.length - forgets))
    this.#held = this.#open()
    this.#done = []
    for (const deed of remembered) void this.#do(deed)
    this.#lives++
    for (const connection of this.#connections) connection.isBroken = true
    this.#connections.clear()
    this.#go()
  }

  /** At once. */
  #do<T>(deed: (held: Cache) => Promise<T>): Promise<T> {
    this.#done.push(deed)
    return deed(this.#held)
  }

  async do<T>(connection: Connection, deed: (held: Cache) => Promise<T>): Promise<T> {
    await this.#running
    if (connection.isBroken) throw new Error('the connection was lost')
    return this.#do(deed)
  }
}

/** A server process that can be killed, and cut off from Redis for a while. */
interface Mortal {
  process: CounterProcess
  connection: Connection
  isDead: boolean
}

/**
 * Server processes on one record, its fence and one Redis, all of which answer in their own time. What
 * is lost on its way was done or not. One who reads is told nothing from before an acknowledged write.
 */
export class WorldOfProcesses {
  readonly #record = new CountedRecord()
  readonly #fence = fenceInMemory()
  readonly #memory: Memory
  readonly #parts: Parts
  #isSlow = true
  readonly #ever: CounterProcess[] = []
  readonly #processes: Mortal[]
  /** What went wrong. */
  readonly wrong: unknown[] = []

  constructor(many: number, parts: Parts) {
    this.#parts = parts
    this.#memory = new Memory(parts.openMemory)
    this.#processes = Array.from({ length: many }, () => this.#start())
  }

  #start(): Mortal {
    const mortal: Pick<Mortal, 'connection' | 'isDead'> = {
      connection: this.#memory.connect(),
      isDead: false,
    }
    const process = this.#record.process(this.#cacheOf(mortal), this.#fenceOf(mortal), {
      breaker: this.#parts.openBreaker(),
    })
    this.#ever.push(process)
    return Object.assign(mortal, { process })
  }

  #pause(): number {
    return this.#isSlow ? this.#parts.pause() : 0
  }

  /** Answers in its own time, and to the living only. */
  async #answer<T>(mortal: Pick<Mortal, 'isDead'>, work: () => Promise<T>): Promise<T> {
    await after(this.#pause())
    if (mortal.isDead) return never()
    const answer = await work()
    await after(this.#pause())
    return mortal.isDead ? never() : answer
  }

  #cacheOf(mortal: Pick<Mortal, 'connection' | 'isDead'>): Cache {
    const ask = async <T>(work: (held: Cache) => Promise<T>): Promise<T> => {
      const { connection } = mortal
      if (connection.isBroken) throw new Error('out of reach')
      const answer = await this.#answer(mortal, () => this.#memory.do(connection, work))
      if (connection.isBroken) throw new Error('the connection was lost')
      return answer
    }
    return {
      get life() {
        return mortal.connection.isBroken ? null : mortal.connection.life
      },
      probe: () => ask((held) => held.probe()),
      get: (...asked) => ask((held) => held.get(...asked)),
      begin: (...asked) => ask((held) => held.begin(...asked)),
      fill: (...asked) => ask((held) => held.fill(...asked)),
      remove: (...asked) => ask((held) => held.remove(...asked)),
      removeMatching: (...asked) => ask((held) => held.removeMatching(...asked)),
      keepOnly: (...asked) => ask((held) => held.keepOnly(...asked)),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }

  #fenceOf(mortal: Pick<Mortal, 'isDead'>): CacheFence {
    return {
      read: () => this.#answer(mortal, () => this.#fence.read()),
      close: (...asked) => this.#answer(mortal, () => this.#fence.close(...asked)),
      open: (...asked) => this.#answer(mortal, () => this.#fence.open(...asked)),
    }
  }

  #at(who: number): Mortal {
    const mortal = this.#processes[who % this.#processes.length]
    if (!mortal) throw new Error('there are no processes')
    return mortal
  }

  async #begin(work: PromiseLike<unknown>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.wrong.push(error)
    }
  }

  read(who: number): void {
    const mortal = this.#at(who)
    const load = () => this.#answer(mortal, async () => this.#record.value)
    void this.#begin(mortal.process.read(load))
  }

  write(who: number): void {
    void this.#begin(this.#at(who).process.write())
  }

  /** One process dies in whatever it does; another one takes its place. */
  kill(who: number): void {
    const mortal = this.#at(who)
    mortal.isDead = true
    this.#processes[this.#processes.indexOf(mortal)] = this.#start()
  }

  /** One process is told to end: it acknowledges what it has begun. Another one takes its place. */
  end(who: number): void {
    const mortal = this.#at(who)
    this.#processes[this.#processes.indexOf(mortal)] = this.#start()
    void this.#begin(mortal.process[Symbol.asyncDispose]())
    mortal.connection.isBroken = true
  }

  /** The connection of one process breaks. */
  cut(who: number): void {
    this.#at(who).connection.isBroken = true
  }

  connect(who: number): void {
    const mortal = this.#at(who)
    if (mortal.connection.isBroken) mortal.connection = this.#memory.connect()
  }

  /** Redis stands still, goes on, or is emptied. */
  memory(does: 'pause' | 'continue' | 'flush'): void {
    this.#memory[does]()
  }

  killMemory(): void {
    this.#memory.kill(this.#pause())
    for (const who of this.#processes.keys())
      void after(this.#pause()).then(() => this.connect(who))
  }

  /** Nothing is away any more, and nothing is slow. */
  heal(): void {
    this.#isSlow = false
    this.#memory.continue()
    for (const who of this.#processes.keys()) this.connect(who)
  }

  /** Does every process read from the cache? */
  get isCached(): boolean {
    return this.#processes.every(({ process }) => process.answers.at(-1) === 'hit')
  }

  /** How often anybody found in the cache what they asked for. */
  get hits(): number {
    return this.#ever.flatMap(({ answers }) => answers).filter((answer) => answer === 'hit').length
  }
}
