import { type Project, projectBucket } from '@holdfast/domain'
import { type Authority, identityOf } from './authority.ts'
import { type Seeded, seededBy } from './chance.ts'
import type { Checks } from './checks.ts'
import type { Computer, Tab } from './computer.ts'
import { randomDeed } from './deeds.ts'
import type { Ledger } from './ledger.ts'
import type { ServerFaults } from './link.ts'
import { people } from './people.ts'
import type { Step } from './plan.ts'
import type { Trace } from './trace.ts'
import { Violation } from './violation.ts'
import type { VirtualTime } from './virtual-time.ts'

const MOST_TABS = 3

interface StepperPorts {
  computers: readonly Computer[]
  authority: Authority
  server: ServerFaults
  ledger: Ledger
  checks: Checks
  time: VirtualTime
  trace: Trace
  failed(error: unknown): void
}

interface Place {
  step: Step
  home: Computer
  tab: Tab | undefined
  chance: Seeded
}

/** Does what a plan says, one step at a time. */
export class Stepper {
  private readonly ports: StepperPorts

  constructor(ports: StepperPorts) {
    this.ports = ports
  }

  async take(step: Step): Promise<void> {
    const { computers, trace, time } = this.ports
    const home = computers[step.home % computers.length] as Computer
    const tab = home.tabs[step.tab % Math.max(1, home.tabs.length)]
    const chance = seededBy('step', step.chance)
    trace.note(`${time.now} step ${step.nth} ${step.what} ${home.name}`)
    const done = await this.act({ step, home, tab, chance })
    if (done) trace.count(step.what)
  }

  /** Everything is well again, and every computer has a tab. */
  async heal(): Promise<void> {
    const { computers, server } = this.ports
    server.crash = null
    for (const home of computers) {
      Object.assign(home.faults, { refused: 0, unreported: 0, crash: null })
      home.link.heal()
      home.link.losses = 0
      for (const tab of home.tabs) home.wake(tab)
      if (home.tabsOnTheirWay === 0) await home.openTab()
    }
  }

  /** @returns whether anything was done */
  private async act(place: Place): Promise<boolean> {
    const { step, home, tab, chance } = place
    switch (step.what) {
      case 'open':
        return this.open(home)
      case 'cut':
        home.link.cut()
        return true
      case 'heal':
        home.link.heal()
        return true
      case 'lossy':
        home.link.losses = 0.3
        return true
      case 'drop':
        home.link.dropSockets(1006)
        return true
      case 'server-crash':
        this.ports.server.crash = chance.pick(['before', 'after'] as const)
        return true
      case 'membership':
        return this.membership(chance)
      case 'skew':
        home.skew += chance.below(240_000) - 120_000
        return true
      case 'refuse':
        home.faults.refused = 1 + chance.below(3)
        return true
      case 'unreport':
        home.faults.unreported = 1
        return true
      case 'crash':
        home.faults.crash = chance.pick(['before', 'after', 'torn'] as const)
        return true
      case 'back-up':
        if (await this.ports.authority.backUp()) this.ports.server.restarted()
        return true
      case 'restore':
        return this.restore()
      case 'keep':
      case 'roll-back':
        return this.disk(place)
      case 'clone':
        return this.clone(home)
      case 'wreck':
        return this.wreck(home)
      case 'pause':
        return true
      default:
        return tab ? this.actIn(tab, place) : this.open(home)
    }
  }

  private async actIn(tab: Tab, { step, home, chance }: Place): Promise<boolean> {
    const isAwake = !tab.gate.isFrozen
    switch (step.what) {
      case 'deed':
        return isAwake && this.deed(tab, home, step)
      case 'close':
        if (isAwake) home.close(tab)
        return isAwake
      case 'kill':
        await home.kill(tab)
        return true
      case 'freeze':
        return this.freeze(tab, home, chance)
      case 'wake':
        if (isAwake) return false
        home.wake(tab)
        this.ports.checks.forget(home.name)
        return true
      case 'fold':
        if (isAwake) void tab.store.fold().catch(() => 0)
        return isAwake
      case 'sync-now':
        if (isAwake) tab.device.syncNow()
        return isAwake
      case 'retry':
      case 'discard':
        return isAwake && this.answerIssue(tab, step, chance)
      default:
        throw new Error(`nobody knows the step ${step.what}`)
    }
  }

  private async open(home: Computer): Promise<boolean> {
    if (home.tabsOnTheirWay >= MOST_TABS) return false
    await home.openTab()
    return true
  }

  private deed(tab: Tab, home: Computer, step: Step): boolean {
    const { ledger, time, trace, failed } = this.ports
    const at = Math.floor(time.now) + home.skew
    const done = randomDeed(tab.device, people, step, at)
    if (!done) return false
    trace.count(`deed ${done.name}`)
    const identity = identityOf({ ...done, at: new Date(at).toISOString() as never })
    const isKept = () => {
      if (!ledger.deeds.has(identity))
        failed(new Violation('not-durable', `${home.name} said that it keeps ${identity}`))
    }
    void done.durable.then(isKept)
    return true
  }

  private freeze(tab: Tab, home: Computer, chance: Seeded): boolean {
    // The leader is the one that matters.
    const leader = home.tabs.find((one) => home.leads(one))
    const one = leader && chance.chance(0.7) ? leader : tab
    if (one.gate.isFrozen) return false
    if (home.leads(one)) this.ports.trace.count('leaders frozen')
    one.gate.freeze()
    return true
  }

  private answerIssue({ device }: Tab, { what }: Step, chance: Seeded): boolean {
    const issues = device.issues()
    if (issues.length === 0) return false
    const issue = chance.pick(issues)
    if ('conflict' in issue) {
      device.mutate('dismiss-conflict', { id: issue.id })
      return true
    }
    const { id } = issue
    const answer = what === 'retry' ? device.retryIssue(id) : device.discardIssue(id)
    // A disk that is full says so to the person.
    void answer.catch(() => undefined)
    return true
  }

  /** The server does it, as it does for the members dialog. */
  private async membership(chance: Seeded): Promise<boolean> {
    const { authority, trace } = this.ports
    const project = chance.pick(await this.projects())
    const person = chance.pick(people)
    if (person === project.ownerId) return false
    const isMember = (await authority.granted(person)).has(projectBucket(project.id))
    if (isMember) await authority.removeMember(project, person)
    else await authority.addMember(project.id, person)
    trace.count(isMember ? 'members removed' : 'members added')
    return true
  }

  private async projects(): Promise<Project[]> {
    const all = new Map<string, Project>()
    for (const person of people)
      for (const { kind, row } of await this.ports.authority.visible(person))
        if (kind === 'project') all.set(row.id, row)
    return [...all.values()]
  }

  private async restore(): Promise<boolean> {
    const { authority, server, ledger } = this.ports
    // Two copies share a client id until one of them notices; another life of the record cannot tell
    // which of them it expects what from.
    if (ledger.isSharing) return false
    await authority.restore()
    server.restarted()
    return true
  }

  /** Its computer is off meanwhile. */
  private async disk({ step, home }: Place): Promise<boolean> {
    if (home.isCopied) return false
    await home.killAll()
    if (step.what === 'keep') await home.disk.keep()
    else if (await home.disk.rollBack()) {
      home.isCopied = true
      this.ports.ledger.rolledBack(home.name)
      this.ports.checks.forget(home.name)
    } else return false
    await home.openTab()
    return true
  }

  /** Its computer is off meanwhile. */
  private async wreck(home: Computer): Promise<boolean> {
    await home.killAll()
    await home.disk.wreck()
    this.ports.ledger.separated(home.name)
    this.ports.checks.forget(home.name)
    await home.openTab()
    return true
  }

  /** Its disk is replaced by a copy of another computer's of the same person, which goes on. */
  private async clone(home: Computer): Promise<boolean> {
    const { computers, ledger, checks } = this.ports
    const other = computers.find((one) => one !== home && one.userId === home.userId)
    if (!other || other.isCopied || home.isCopied) return false
    await home.killAll()
    const isDone = home.disk.copyFrom(other.disk)
    if (isDone) {
      home.isCopied = other.isCopied = true
      ledger.copied(other.name, home.name)
      checks.forget(home.name)
    }
    await home.openTab()
    return isDone
  }
}
