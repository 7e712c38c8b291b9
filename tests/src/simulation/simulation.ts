import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transport } from '@holdfast/client'
import type { ClientId, Row, UserId } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import type { Authority } from './authority.ts'
import { seededBy } from './chance.ts'
import { Checks } from './checks.ts'
import { Computer } from './computer.ts'
import { diskOf, type SimDisk } from './disks.ts'
import { Ledger } from './ledger.ts'
import { Link, type ServerFaults } from './link.ts'
import { ModelAuthority } from './model-authority.ts'
import { firstRows, people } from './people.ts'
import type { Plan, StoreKind } from './plan.ts'
import { Stepper } from './stepper.ts'
import { Trace } from './trace.ts'
import { Violation } from './violation.ts'
import { VirtualTime } from './virtual-time.ts'
import { WatchedAuthority } from './watched-authority.ts'

/** Puts something faulty in the place of a part, in a test of the simulation itself. */
export interface Seams {
  openAuthority?: (time: VirtualTime, rows: readonly Row[]) => Authority | Promise<Authority>
  openDisk?: (kind: StoreKind, folder: string, name: string) => SimDisk
  wrapStore?: (store: Store) => Store
  wrapTransport?: (transport: Transport) => Transport
  /** Names a client of a computer. */
  newClientId?: (fresh: ClientId, computer: string) => ClientId
}

export interface RunOptions extends Seams {
  keepsLines?: boolean
}

export interface Outcome {
  /** Of everything that happened. */
  digest: string
  counts: Record<string, number>
  lines: string[]
  failure: { what: string; message: string; stack: string } | null
}

/** In memory where the system has such a place: nobody takes the power from a simulation. */
const QUICK_FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/** Runs a plan to its end or to the first broken promise. The same plan gives the same outcome. */
export const run = async (plan: Plan, options: RunOptions = {}): Promise<Outcome> => {
  const trace = new Trace(options.keepsLines ?? false)
  const folder = plan.stores.includes('sqlite')
    ? await mkdtemp(join(QUICK_FOLDER, 'holdfast-simulation-'))
    : ''
  const time = new VirtualTime()
  const open = options.openAuthority ?? ((clock, rows) => new ModelAuthority(clock, rows))
  const inner = await open(time, firstRows)
  const failures: unknown[] = []
  const world = buildWorld(plan, folder, { trace, time, inner, failures, options })
  try {
    await live(plan, world, failures)
    await world.checks.atRest()
  } catch (error) {
    failures.push(error)
  }
  for (const computer of world.computers) await computer.killAll()
  for (const computer of world.computers) await computer.disk.dispose()
  await inner[Symbol.asyncDispose]()
  if (folder) await rm(folder, { recursive: true, force: true })
  trace.count('events', time.events)
  const { counts, lines } = trace
  return { digest: trace.digest(), counts, lines, failure: failureOf(failures[0]) }
}

const failureOf = (error: unknown): Outcome['failure'] => {
  if (error === undefined) return null
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return { what: error instanceof Violation ? error.what : 'broke', message, stack }
}

interface Parts {
  trace: Trace
  time: VirtualTime
  inner: Authority
  failures: unknown[]
  options: RunOptions
}

interface World {
  computers: Computer[]
  stepper: Stepper
  checks: Checks
  time: VirtualTime
}

const buildWorld = (plan: Plan, folder: string, parts: Parts): World => {
  const { trace, time, inner, failures, options } = parts
  const { seed } = plan
  const ledger = new Ledger()
  const authority = new WatchedAuthority(inner, ledger)
  const server: ServerFaults = {
    crash: null,
    restarted: () => {
      for (const { link } of computers) link.dropSockets(1006)
    },
  }
  let clients = 0
  let ids = 0
  const { newClientId = (fresh: ClientId) => fresh, openDisk = diskOf } = options
  const failed = (error: unknown) => void failures.push(error)
  const computers = plan.stores.map((kind, i) => {
    const name = `home${i}`
    const userId = people[i % people.length] as UserId
    const chance = seededBy('link', seed, i)
    const link = new Link({ time, chance, trace, authority, server, userId, name })
    return new Computer({
      name,
      userId,
      time,
      trace,
      link,
      failed,
      chance: seededBy('computer', seed, i),
      disk: openDisk(kind, folder, name),
      newClientId: () => newClientId(nthClient(++clients), name),
      newId: () => nthId(++ids),
      committed: (committed) => {
        ledger.committed(name, committed)
        checks.committed(name, committed)
      },
      loaded: (loaded) => ledger.loaded(name, loaded),
      ...(options.wrapStore && { wrapStore: options.wrapStore }),
      ...(options.wrapTransport && { wrapTransport: options.wrapTransport }),
    })
  })
  const checks = new Checks({ computers, authority, ledger, time, trace })
  const stepper = new Stepper({ computers, authority, server, ledger, checks, time, trace, failed })
  return { computers, stepper, checks, time }
}

const nthClient = (n: number): ClientId =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as ClientId

const nthId = (n: number): string => `00000000-0000-7000-b000-${n.toString(16).padStart(12, '0')}`

const live = async (plan: Plan, { stepper, checks, time }: World, failures: unknown[]) => {
  const requireWell = () => {
    if (failures.length > 0) throw failures[0]
  }
  for (const [i, step] of plan.steps.entries()) {
    await time.pass(Math.max(1, step.wait))
    requireWell()
    await stepper.take(step)
    // What the step has set off at once.
    await time.pass(0)
    requireWell()
    await checks.afterStep(step.home)
    if (i % 16 === 15) await checks.fromScratch(step.home)
  }
  await stepper.heal()
  await checks.comesToRest(requireWell)
}
