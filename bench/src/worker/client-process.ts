import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ENGINE_OPTIONS } from '@holdfast/client/desktop'
import type { Operations, Question, Report } from './protocol.ts'

/** How long any answer may take, in milliseconds. */
const PATIENCE_MS = 300_000

const MAIN = fileURLToPath(new URL('./worker-main.ts', import.meta.url))

/** A client in a process of its own, with a folder of its own. */
export interface ClientProcess extends AsyncDisposable {
  pid: number
  folder: string
  /** @throws Error what the client failed with */
  ask<K extends keyof Operations>(
    name: K,
    asked: Operations[K]['asked'],
  ): Promise<Operations[K]['answer']>
  /** Settles with the time at which the watched task showed this title. */
  seen(title: string): Promise<number>
  /** Ends the process and keeps the folder. */
  end(): Promise<void>
}

/**
 * @param adapter URL of the module that opens the client
 * @param folder what another process left there; without it, a fresh one that goes with the process
 */
export const startClient = async (adapter: URL, folder?: string): Promise<ClientProcess> => {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'holdfast-bench-client-')))
  const child = fork(MAIN, [adapter.href], {
    execArgv: [
      '--expose-gc',
      '--disable-warning=ExperimentalWarning',
      ENGINE_OPTIONS,
      ...(process.env.BENCH_CLIENT_OPTIONS?.split(' ') ?? []),
    ],
    serialization: 'json',
  })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const watched = new Map<string, PromiseWithResolvers<number>>()
  const isReady = Promise.withResolvers<void>()
  const exited = once(child, 'exit')
  let asked = 0

  child.on('message', (report: Report) => {
    if ('ready' in report) return isReady.resolve()
    if ('seen' in report) {
      watched.get(report.seen)?.resolve(report.at)
      watched.delete(report.seen)
      return
    }
    const answer = waiting.get(report.id)
    waiting.delete(report.id)
    if ('error' in report) answer?.reject(new Error(report.error))
    else answer?.resolve(report.answer)
  })
  void exited.then(([code]) => {
    const gone = new Error(`the client process ended (${code})`)
    isReady.reject(gone)
    for (const { reject } of [...waiting.values(), ...watched.values()]) reject(gone)
  })
  await isReady.promise

  const patiently = async <T>(what: string, promise: Promise<T>): Promise<T> => {
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => late.reject(new Error(`waited in vain: ${what}`)), PATIENCE_MS)
    return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
  }
  const end = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return {
    pid: child.pid ?? 0,
    folder: own,
    ask: (name, question) => {
      const id = ++asked
      const answer = Promise.withResolvers<unknown>()
      waiting.set(id, answer)
      child.send({ id, name, asked: question } satisfies Question)
      // The name says what is answered.
      return patiently(name, answer.promise) as Promise<Operations[typeof name]['answer']>
    },
    seen: (title) => {
      const seen = Promise.withResolvers<number>()
      watched.set(title, seen)
      return patiently(`"${title}" to be seen`, seen.promise)
    },
    end,
    async [Symbol.asyncDispose]() {
      await end()
      if (folder === undefined) await rm(own, { recursive: true, force: true })
    },
  }
}
