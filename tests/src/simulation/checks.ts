import { keyOf, type RowKey, rowKey, type TaskId } from '@holdfast/domain'
import type { Committed } from '@holdfast/sync'
import type { Authority } from './authority.ts'
import type { Computer, Tab } from './computer.ts'
import type { Gate } from './gate.ts'
import type { Ledger } from './ledger.ts'
import { byKey, differenceOf, rowsFromScratch, shownBy, shownOf } from './shown.ts'
import type { Trace } from './trace.ts'
import { Violation } from './violation.ts'
import type { VirtualTime } from './virtual-time.ts'

interface CheckPorts {
  computers: readonly Computer[]
  authority: Authority
  ledger: Ledger
  time: VirtualTime
  trace: Trace
}

/** So long after a bucket was forgotten no tab shows what it held of it, in milliseconds. */
const CATCH_UP = 5_000
/** What is on its way, or must first be missed, has arrived in this time, in milliseconds. */
const LAST_WORD = 60_000
/**
 * So often, a second apart, a tab is asked whether it has heard of what its store says. A tab that
 * freezes in a commit tells nobody of it: the leader does within 10 s, or the tab that replaces it
 * after 5 s of silence. [T1] [T3]
 */
const HEARING_TRIES = 18
/** A computer at peace is at rest within this time, in milliseconds. */
const REST_WITHIN = 30 * 60_000

/** The promises of the product, as they can be seen from outside. */
export class Checks {
  private readonly ports: CheckPorts
  /** The highest version that a tab has shown of each row. */
  private readonly seen = new Map<Gate, { at: number; versions: Map<RowKey, number> }>()
  /** When a computer last let go of a bucket or an epoch. */
  private readonly letGo = new Map<string, number>()

  constructor(ports: CheckPorts) {
    this.ports = ports
  }

  /** A store has made changes. */
  committed(home: string, { entries }: Committed): void {
    for (const { event } of entries) {
      if (event.type === 'forgotten') this.ports.trace.count('buckets forgotten')
      if (event.type === 'new-epoch') this.ports.trace.count('epochs taken in')
      if (event.type === 'renumbered') this.ports.trace.count('clients renumbered')
      if (['forgotten', 'new-epoch', 'unsettled'].includes(event.type)) this.forget(home)
    }
  }

  forget(home: string): void {
    this.letGo.set(home, this.ports.time.now)
  }

  /** @throws Violation where a tab of this computer shows what is older than it has shown */
  async afterStep(home: number): Promise<void> {
    const { computers, time } = this.ports
    const computer = computers[home % computers.length] as Computer
    const letGo = this.letGo.get(computer.name) ?? 0
    for (const { gate, device } of computer.tabs) {
      const before = this.seen.get(gate)
      const versions = before && letGo < before.at ? before.versions : new Map<RowKey, number>()
      if (gate.isFrozen || letGo + CATCH_UP > time.now) {
        this.seen.delete(gate)
        continue
      }
      this.seen.set(gate, { at: time.now, versions })
      for (const [key, { row }] of shownBy(device)) {
        const last = versions.get(key) ?? 0
        if (row.version >= last) versions.set(key, row.version)
        else if (row.version > 0 || !(await this.isAwaited(computer, key)))
          throw new Violation(
            'went-back',
            `${computer.name} shows ${key} at ${row.version} after ${last}`,
          )
      }
    }
  }

  /**
   * Has the making of this task not come back yet? A row that has come and left again before that is
   * shown as it was made: until the answer is there, or the bucket whose snapshot is being fetched. [N16]
   */
  private async isAwaited(computer: Computer, key: RowKey): Promise<boolean> {
    const { entries } = await computer.read()
    return entries.some(
      ({ name, args }) =>
        name === 'create-task' && key === rowKey('task', (args as { id: TaskId }).id),
    )
  }

  /** @throws Violation where a tab shows anything but its store's base with the outbox on top */
  async fromScratch(home: number): Promise<void> {
    const { computers } = this.ports
    const computer = computers[home % computers.length] as Computer
    for (const tab of [...computer.tabs]) await this.compare(computer, tab)
  }

  /** Lets time pass until nobody has anything left to do. @throws Violation when that never comes */
  async comesToRest(requireWell: () => void): Promise<void> {
    const { time } = this.ports
    const end = time.now + REST_WITHIN
    for (;;) {
      await time.pass(5_000)
      requireWell()
      const busy = await this.busy()
      if (busy === null) return time.pass(LAST_WORD)
      if (time.now > end) throw new Violation('restless', busy)
    }
  }

  /** Everything has been sent and has come back: all agree with the record. */
  async atRest(): Promise<void> {
    const { computers, authority, ledger, trace } = this.ports
    const keys = new Set<RowKey>()
    for (const computer of computers) {
      const visible = await authority.visible(computer.userId)
      const record = shownOf(visible)
      for (const row of visible) keys.add(keyOf(row))
      for (const tab of computer.tabs) {
        const difference = differenceOf(shownBy(tab.device), record)
        if (difference) throw new Violation('unequal', `${computer.name} / record: ${difference}`)
        await this.compare(computer, tab)
        const stored = await rowsFromScratch(computer.userId, await computer.load(tab))
        const missing = differenceOf(byKey(stored), byKey(visible))
        if (missing) throw new Violation('unequal', `${computer.name}'s store / record: ${missing}`)
      }
      trace.note(`${computer.name} ${JSON.stringify([...record])}`)
    }
    const runs = await authority.runs()
    ledger.requireWhole(runs)
    ledger.requireMade(runs, keys)
  }

  /** @returns who has what left to do, or null */
  private async busy(): Promise<string | null> {
    for (const computer of this.ports.computers) {
      const { name, tabs } = computer
      if (computer.tabsOnTheirWay === 0) await computer.openTab()
      if (tabs.length === 0 || tabs.length < computer.tabsOnTheirWay) return `${name} is starting`
      for (const { device } of tabs) {
        const { link, saving, pending, loading } = device.status()
        if (link !== 'online' || saving > 0 || pending > 0 || !loading.done)
          return `${name}: ${JSON.stringify(device.status())}`
      }
      const { meta, entries } = await computer.read()
      // It puts off its pull, and may find yet another life then.
      if (meta.isOutdated) return `${name} shows an earlier life of the record`
      const issues = new Set(tabs.flatMap(({ device }) => device.issues().map(({ id }) => id)))
      const left = entries.find(({ id }) => !issues.has(id))
      if (left) return `${name}: ${JSON.stringify(left)} is in the outbox and no issue`
    }
    return null
  }

  private async compare(computer: Computer, tab: Tab): Promise<void> {
    let difference: string | null = null
    for (let tries = 0; tries < HEARING_TRIES; tries++) {
      if (tab.gate.isDead || tab.gate.isFrozen || tab.device.status().saving > 0) return
      if (!tab.device.status().loading.done) return
      const scratch = await rowsFromScratch(computer.userId, await computer.load(tab))
      difference = differenceOf(shownBy(tab.device), shownOf(scratch))
      if (!difference) return
      // It may not have heard yet of what another tab has written.
      await this.ports.time.pass(1_000)
    }
    throw new Violation('view', `${computer.name} shows / should show: ${difference}`)
  }
}
