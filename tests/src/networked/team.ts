import { type Database, openDatabase } from '@holdfast/db'
import { type DomainEvent, ProjectId, TaskId } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { expect, vi } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'
import type { BreakableParts } from './breakable-parts.ts'
import { Ledger } from './ledger.ts'
import { expectProjections, expectRebuildToAgree, untilWell } from './projections.ts'
import { registerByMail } from './register-by-mail.ts'
import { type Colleague, register, type Side, WORD, Worker } from './worker.ts'

/** Of an event that is given up. */
const TRIES = 3
const RETRIED = 'holdfast_events_total{consumer="analytics-recorder",outcome="retried"}'

/** Longest that a fault may keep a condition of the test from coming about, in ms. */
const PATIENCE = 60_000

/**
 * People at work on both servers: Ann and Bob share a project with Dora, who has a device; Eve works on
 * her own; Fay comes into the project and goes again.
 */
export class Team implements AsyncDisposable {
  readonly #parts: BreakableParts
  readonly #ledger = new Ledger()
  readonly #workers: readonly Worker[]
  readonly #ann: Colleague
  readonly #fay: Colleague
  readonly #device: NodeDevice
  readonly #projectId: ProjectId
  readonly db: Database
  readonly #made: string[] = []
  #excused = false

  private constructor(
    parts: BreakableParts,
    { ann, bob, eve, fay }: Record<'ann' | 'bob' | 'eve' | 'fay', Colleague>,
    projectId: ProjectId,
    device: NodeDevice,
    db: Database,
  ) {
    this.#parts = parts
    this.#ann = ann
    this.#fay = fay
    this.#projectId = projectId
    this.#device = device
    this.db = db
    const work = (who: Colleague, others: Colleague[], inProject: ProjectId | null) =>
      new Worker({
        who,
        others: others.map(({ id }) => id),
        projectId: inProject,
        ledger: this.#ledger,
        isExcused: () => this.#excused,
      })
    this.#workers = [work(ann, [bob], projectId), work(bob, [ann], projectId), work(eve, [], null)]
  }

  static async gather(parts: BreakableParts): Promise<Team> {
    const urls = [parts.servers[0].url, parts.servers[1].url] as const
    const [ann, bob, eve, fay] = await Promise.all(
      (['Ann', 'Bob', 'Eve', 'Fay'] as const).map((name) => register(parts.smtp, name, urls)),
    )
    if (!ann || !bob || !eve || !fay) throw new Error('somebody could not register')
    const email = `dora-${crypto.randomUUID()}@example.org`
    await registerByMail(parts.smtp, urls[0], { email, firstName: 'Dora' })
    const device = await NodeDevice.signIn(email, urls[0], urls[0])
    const api = ann.at[0]
    const project = await api.projects.create.mutate({ name: 'Garden' })
    const projectId = ProjectId.parse(project.id)
    for (const member of [bob.email, email])
      await api.projects.addMember.mutate({ projectId, email: member, role: 'editor' })
    const db = await openDatabase({ url: parts.postgres.url, max: 2 })
    return new Team(parts, { ann, bob, eve, fay }, projectId, device, db)
  }

  start(): void {
    this.expectAll()
    for (const worker of this.#workers) worker.start()
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()))
  }

  /** From now on a deed may fail, since what it needs is down; until `expectAll`. */
  excuse(): void {
    this.#excused = true
  }

  expectAll(): void {
    this.#excused = false
  }

  /** Waits until so many more writes are acknowledged by each of these servers. */
  async writesGoOn(sides: readonly Side[] = [0, 1], more = 10): Promise<void> {
    const counts = () => sides.map((side) => this.#sum(({ written }) => written[side] ?? 0))
    const before = counts()
    await this.#soon(() => counts().every((count, n) => count >= (before[n] ?? 0) + more))
  }

  /** Waits until this engine has answered searches again at each server. */
  async searchesAreAnsweredBy(engine: 'postgres' | 'meilisearch', patience?: number) {
    const counts = () =>
      ([0, 1] as const).map((side) => this.#sum(({ searched }) => searched[side].get(engine) ?? 0))
    const before = counts()
    await this.#soon(() => counts().every((count, n) => count >= (before[n] ?? 0) + 3), patience)
  }

  #sum(of: (worker: Worker) => number): number {
    return this.#workers.reduce((sum, worker) => sum + of(worker), 0)
  }

  async #soon(check: () => boolean, timeout = PATIENCE): Promise<void> {
    await vi.waitUntil(() => check() || this.breaches().length > 0, { timeout, interval: 20 })
    expect(this.breaches()).toEqual([])
  }

  breaches(): string[] {
    return this.#workers.flatMap((worker) => worker.breaches)
  }

  /** Something for everybody to be told of: new tasks, given to others, from both servers and a device. */
  async createSome(): Promise<void> {
    for (const worker of this.#workers) worker.createOne()
    const title = `Dora ties the ${WORD} ${this.#made.length}`
    this.#made.push(title)
    await this.#device.device.mutate('create-task', {
      id: TaskId.parse(uuidv7()),
      title,
      projectId: this.#projectId,
      assignedTo: this.#ann.id,
    }).durable
  }

  /** Fay comes in at one server and goes again, and is at once taken for what she is at the other. */
  async comesAndGoes(): Promise<void> {
    const [here, projectId] = [this.#ann.at[0], this.#projectId]
    const there = this.#fay.at[1]
    await here.projects.addMember.mutate({ projectId, email: this.#fay.email, role: 'editor' })
    expect((await there.tasks.list.query()).items).not.toEqual([])
    await here.projects.removeMember.mutate({ projectId, userId: this.#fay.id })
    expect((await there.tasks.list.query()).items).toEqual([])
    expect((await there.tasks.search.query({ query: WORD })).items).toEqual([])
  }

  /** Everything works again as it did, within 30 s of now. */
  async isWell(): Promise<void> {
    const servers = this.#parts.servers
    const hits = async () =>
      Promise.all(
        servers.map(async (server) => {
          const metrics = await server.metrics()
          return ['l1', 'l2', 'l3'].reduce(
            (sum, level) =>
              sum +
              (metrics.get(`holdfast_cache_requests_total{level="${level}",answer="hit"}`) ?? 0),
            0,
          )
        }),
      )
    const before = await hits()
    await Promise.all([
      this.writesGoOn(),
      this.searchesAreAnsweredBy('meilisearch', 30_000),
      untilWell(async () => {
        for (const [n, now] of (await hits()).entries())
          expect(now, `hits at server ${n}`).toBeGreaterThan(before[n] ?? 0)
      }),
    ])
  }

  /** The record is what was acknowledged, and all that follows from it is what it says. */
  async holds(): Promise<void> {
    await this.stop()
    expect(this.breaches()).toEqual([])
    await vi.waitUntil(() => this.#device.isSettled, { timeout: PATIENCE, interval: 20 })
    expect(await this.#ledger.breaches(this.db)).toEqual([])
    await untilWell(() => expectProjections(this.#parts, this.db))
    await this.#deviceHolds()
  }

  /** What happened to tasks last. */
  lastEvents(many: number): Promise<DomainEvent[]> {
    return this.db.read((reader) =>
      reader.rows<DomainEvent>({
        text: `SELECT id, 'task' AS entity, entity_id AS "entityId", action, version, '{}'::text[] AS fields
               FROM audit.activity_log WHERE entity_type = 'task' ORDER BY version DESC LIMIT $1`,
        values: [many],
      }),
    )
  }

  async rebuildAgrees(): Promise<void> {
    await this.stop()
    await untilWell(() => expectProjections(this.#parts, this.db))
    await expectRebuildToAgree(this.#parts, this.db)
  }

  /**
   * Has events come while the database is away, once more those that were handled, until some were
   * tried more often than what cannot be handled is.
   */
  async untilEventsFailed(events: readonly DomainEvent[]): Promise<void> {
    const failed = async () =>
      (await Promise.all(this.#parts.servers.map((server) => server.metrics())))
        .map((metrics) => metrics.get(RETRIED) ?? 0)
        .reduce((sum, count) => sum + count, 0)
    const before = await failed()
    await this.#parts.repeat(events)
    const enough = before + TRIES * events.length
    await vi.waitUntil(async () => (await failed()) >= enough, { timeout: PATIENCE, interval: 200 })
  }

  async #deviceHolds(): Promise<void> {
    expect(this.#device.titles.filter((title) => title.startsWith('Dora'))).toEqual(
      [...this.#made].sort(),
    )
    const inRecord = () =>
      this.db.read((reader) =>
        reader.rows<{ title: string }>({
          text: 'SELECT title FROM tasks.tasks WHERE project_id = $1 ORDER BY title COLLATE "C"',
          values: [this.#projectId],
        }),
      )
    await untilWell(async () =>
      expect(this.#device.titles).toEqual((await inRecord()).map(({ title }) => title)),
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.#device[Symbol.asyncDispose]()
    await this.db.close()
  }
}
