import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const entry = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const MAIN = entry('../main.ts')
const ADMIN = entry('../admin/main.ts')

/** What the package scripts start the server with: `docs/decisions/0017`. */
export const ENGINE_OPTIONS = ['--max-semi-space-size=16']

/** Waits until something holds. @throws Error when it does not within `patience` ms */
export const until = async <T>(
  what: string,
  check: () => Promise<T | undefined | false>,
  patience = 60_000,
): Promise<T> => {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(25)) {
    const found = await check()
    if (found) return found
  }
  throw new Error(`waited in vain: ${what}`)
}

/** One that has ended but that nobody has asked after (a zombie) is not alive. */
export const isAlive = (pid: number): boolean => {
  try {
    const state = /^\d+ \(.*\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
    return state !== 'Z' && state !== 'X'
  } catch {
    return false
  }
}

/** The process id of the embedded PostgreSQL. */
export const postmasterOf = async (dataFolder: string): Promise<number> => {
  const file = join(dataFolder, 'postgres', 'data', 'postmaster.pid')
  return Number((await readFile(file, 'utf8')).split('\n')[0])
}

export interface ServerProcess {
  child: ChildProcess
  pid: number
  /** What it printed so far, on both outputs. */
  output(): string
  /** Settles with the address when it says that it is ready. */
  ready(): Promise<string>
  /** Sends a signal and waits for the end. @returns the exit code, null for one that was killed */
  end(signal: NodeJS.Signals): Promise<number | null>
  exit: Promise<number | null>
}

const watch = (child: ChildProcess): ServerProcess => {
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  return {
    child,
    pid: child.pid ?? 0,
    output: () => output,
    ready: () =>
      until(`ready: ${output}`, async () => {
        if (child.exitCode !== null) throw new Error(`the server ended: ${output}`)
        return /Holdfast is ready at (\S+)/.exec(output)?.[1]
      }),
    end(signal) {
      child.kill(signal)
      return exit
    },
    exit,
  }
}

const environment = (dataFolder: string, env: Record<string, string>): NodeJS.ProcessEnv => ({
  PORT: '0',
  HOLDFAST_DATA: dataFolder,
  ...env,
})

/** `node src/main.ts` on a data folder, on any free port. */
export const startProcess = (dataFolder: string, env: Record<string, string> = {}): ServerProcess =>
  watch(spawn(process.execPath, [...ENGINE_OPTIONS, MAIN], { env: environment(dataFolder, env) }))

/** The same as the child of a shell, as package scripts start it. */
export const startUnderShell = (dataFolder: string): ServerProcess =>
  watch(
    spawn('/bin/sh', ['-c', '"$0" "$1"; true', process.execPath, MAIN], {
      env: environment(dataFolder, { npm_lifecycle_event: 'start', PATH: '/usr/bin:/bin' }),
    }),
  )

/** The `holdfast` command, begun. */
export const startAdmin = (
  dataFolder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ServerProcess =>
  watch(spawn(process.execPath, [ADMIN, ...args], { env: environment(dataFolder, env) }))

/** The `holdfast` command, to its end. */
export const runAdmin = async (
  dataFolder: string,
  ...args: string[]
): Promise<{ code: number | null; output: string }> => {
  const run = startAdmin(dataFolder, args)
  const code = await run.exit
  return { code, output: run.output() }
}
