import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const GUARD = fileURLToPath(new URL('guard.ts', import.meta.url))

/** How to run one service. */
export interface Program {
  command: string[]
  /** Beside those of this process. */
  env?: Record<string, string>
  /** Its own, there already, removed in the end. Holds what it printed as `output.log`. */
  folder: string
  /** Settles when it serves; rejects while it does not yet. */
  ready: () => Promise<unknown>
}

/** In ms. RabbitMQ needs seconds on a quiet machine and half a minute on a busy one. */
const START_TIMEOUT = 120_000

/**
 * A program that lives at most as long as this process, however this process ends. Faults are real:
 * its processes are killed or stopped by signals.
 */
export class Guarded implements AsyncDisposable {
  readonly #program: Program
  #guard: ChildProcess | undefined
  #pid = 0

  private constructor(program: Program) {
    this.#program = program
  }

  /** Starts it and waits until it serves. @throws Error with what it printed when it ends instead */
  static async start(program: Program): Promise<Guarded> {
    const guarded = new Guarded(program)
    await guarded.#launch().catch(async (error: unknown) => {
      await guarded[Symbol.asyncDispose]()
      throw error
    })
    return guarded
  }

  /** Of the program; it leads a process group of its own. */
  get pid(): number {
    return this.#pid
  }

  /** Ends it at once (SIGKILL), keeping its folder and port. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL')
    await untilGone(this.#pid)
  }

  /** Stops its processes where they are (SIGSTOP): connections stay open and nothing answers. */
  pause(): void {
    this.#signal('SIGSTOP')
  }

  /** Lets a paused program go on. */
  continue(): void {
    this.#signal('SIGCONT')
  }

  /** Starts it again on the same folder and port, killing it first if it runs. */
  async restart(): Promise<void> {
    if (isAlive(this.#pid)) await this.kill()
    await this.#launch()
  }

  /** Kills it and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    const guard = this.#guard
    guard?.stdin?.end()
    if (guard && guard.exitCode === null && guard.signalCode === null) await once(guard, 'exit')
    await rm(this.#program.folder, { recursive: true, force: true })
  }

  async #launch(): Promise<void> {
    const { command, env, folder, ready } = this.#program
    // In a session of its own: a signal to the group of the tests must not end the guard first.
    const guard = spawn(process.execPath, [GUARD, folder, ...command], {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#guard = guard
    const lines = createInterface({ input: guard.stdout })
    const failed = once(guard, 'exit').then(() => Promise.reject(new Error(`no ${command[0]}`)))
    const [line] = await Promise.race([once(lines, 'line'), failed])
    failed.catch(() => undefined)
    this.#pid = Number(line)
    for (const deadline = Date.now() + START_TIMEOUT; ; await delay(25)) {
      const refused = await ready().then(
        () => undefined,
        (error: unknown) => error,
      )
      if (refused === undefined) return
      if (isAlive(this.#pid) && Date.now() < deadline) continue
      const output = await readFile(join(folder, 'output.log'), 'utf8')
      throw new Error(`${command[0]} does not serve: ${output}`, { cause: refused })
    }
  }

  #signal(signal: NodeJS.Signals): void {
    process.kill(-this.#pid, signal)
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(5)
}

/** Its guard asks after it, so that one that has ended is soon no process at all. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Settles when something listens on a loopback port, else rejects. */
export async function portAnswers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}
