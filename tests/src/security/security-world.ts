import { randomUUID } from 'node:crypto'
import { appRouter, transact } from '@holdfast/api'
import { type ServedForTest, serveForTest } from '@holdfast/server/testing/serve'
import type { Answer, Identity, Person } from './identities.ts'
import { people } from './identities.ts'
import type { Rule } from './rule.ts'
import { type Account, type Stage, setStage } from './stage.ts'

/** Of everybody here. */
export const PASSWORD = 'correct horse battery staple'

/** What an HTTP request is answered, as it came and as it is meant. */
export interface Reply {
  status: number
  answer: Answer
  /** The body, byte for byte. */
  body: string
}

interface Body {
  result?: { data: unknown }
  error?: { data: { appCode: Answer } }
}

/** The name of a procedure that anybody who has signed in may ask. */
const HARMLESS = 'users.me'

/** A whole server, on a database of its own, and an account for each identity. */
export class SecurityWorld implements AsyncDisposable {
  readonly served: ServedForTest
  readonly people: Stage['people']

  private constructor(served: ServedForTest, accounts: Stage['people']) {
    this.served = served
    this.people = accounts
  }

  static async open(): Promise<SecurityWorld> {
    // Thousands of calls by the same few people: who may ask is the question, not how often.
    const served = await serveForTest({ rateLimits: 1_000_000 })
    const accounts: Partial<Record<Person, Account>> = {}
    // The first account of an installation looks after the others.
    for (const person of ['admin', ...people] as const)
      accounts[person] ??= await register(served, person)
    await served.server.services.db.transact((tx) =>
      tx.rows({
        text: 'UPDATE users.users SET admin = true WHERE id = $1',
        values: [accounts.admin?.id],
      }),
    )
    return new SecurityWorld(served, accounts as Stage['people'])
  }

  stage(): Promise<Stage> {
    const given = { people: this.people, signIn: (person: Person) => this.#signIn(person) }
    return transact(this.served.server.services, (_, tx) => setStage(tx, given))
  }

  /** What there is on a stage, as one text. */
  async written(stage: Stage): Promise<string> {
    const { project, target, task, personal, notification, conflict, session, accessToken } = stage
    const [row] = await this.served.server.services.db.read((reader) =>
      reader.rows<{ written: string }>({
        text: `SELECT jsonb_build_array(
                 (SELECT jsonb_agg(p ORDER BY id) FROM tasks.projects p WHERE id = ANY ($1)),
                 (SELECT jsonb_agg(m ORDER BY project_id, user_id) FROM tasks.project_members m
                  WHERE project_id = ANY ($1)),
                 (SELECT jsonb_agg(t ORDER BY id) FROM tasks.tasks t
                  WHERE id = ANY ($2) OR project_id = ANY ($1)),
                 (SELECT jsonb_agg(n) FROM users.notifications n WHERE id = $3),
                 (SELECT jsonb_agg(c) FROM sync.conflicts c WHERE id = $4),
                 (SELECT jsonb_agg(s) FROM auth.sessions s WHERE id = $5),
                 (SELECT jsonb_agg(a) FROM auth.personal_access_tokens a WHERE id = $6)
               )::text AS written`,
        values: [
          [project, target],
          [task, personal],
          ...[notification, conflict, session, accessToken],
        ],
      }),
    )
    return row?.written ?? ''
  }

  /** Calls one procedure, alone. Whom it signs out is signed in again. */
  async call(
    who: Identity,
    path: string,
    input: unknown,
    { endsSession }: Pick<Rule, 'endsSession'> = {},
  ): Promise<Reply> {
    const { status, body } = await this.send(who, path, JSON.stringify(input))
    if (endsSession && who !== 'stranger')
      this.people[who].token = String((await this.#session(who)).accessToken)
    const { error } = JSON.parse(body) as Body
    return { status, answer: error ? error.data.appCode : 'ok', body }
  }

  /** Calls it with an input that is sent as it is. */
  async send(
    who: Identity,
    path: string,
    json: string | undefined,
  ): Promise<Pick<Reply, 'status' | 'body'>> {
    const response = await this.#request(who, [path], json)
    return { status: response.status, body: await response.text() }
  }

  /** Calls it behind another in one request. @returns what it alone is answered, as text */
  async callInBatch(who: Identity, path: string, input: unknown): Promise<string> {
    const isQuery = procedures[path]?._def.type === 'query'
    const paths = isQuery ? [HARMLESS, path] : ['notifications.markAllRead', path]
    const first = isQuery ? undefined : { upTo: '2026-01-01T00:00:00.000Z' }
    const inputs = JSON.stringify({ 0: first, 1: input })
    const answers = (await (
      await this.#request(who, paths, inputs, '&batch=1')
    ).json()) as unknown[]
    return JSON.stringify(answers[1])
  }

  #request(
    who: Identity,
    paths: readonly string[],
    json: string | undefined,
    more = '',
  ): Promise<Response> {
    const url = new URL(`/trpc/${paths.join(',')}`, this.served.url)
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (who !== 'stranger') headers.authorization = `Bearer ${this.people[who].token}`
    const isQuery = procedures[paths.at(-1) ?? '']?._def.type === 'query'
    if (!isQuery) return fetch(`${url}?${more}`, { method: 'POST', headers, body: json ?? '{}' })
    const asked = json === undefined ? '' : `input=${encodeURIComponent(json)}`
    return fetch(`${url}?${asked}${more}`, { headers })
  }

  /** Somebody who has nothing to do with anything yet. */
  newcomer(name: string): Promise<Account> {
    return register(this.served, name)
  }

  /** @returns an access token */
  async signIn(email: string): Promise<string> {
    return String((await this.#sessionOf(email)).accessToken)
  }

  #session(person: Person): Promise<Record<string, unknown>> {
    return this.#sessionOf(this.people[person].email)
  }

  async #sessionOf(email: string): Promise<Record<string, unknown>> {
    const login = { email, password: PASSWORD, client: 'tool' }
    return (await this.served.post('auth.login', login)).data
  }

  async #signIn(person: Person): Promise<string> {
    return String((await this.#session(person)).refreshToken)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served[Symbol.asyncDispose]()
  }
}

/** Every procedure of the router, by name. */
export const procedures = appRouter._def.procedures as unknown as Readonly<
  Record<
    string,
    {
      _def: {
        type: 'query' | 'mutation' | 'subscription'
        inputs: unknown[]
        meta?: { reads?: boolean }
      }
    }
  >
>

const register = async (served: ServedForTest, person: string): Promise<Account> => {
  const email = `${person}-${randomUUID()}@example.org`
  const { data } = await served.post('auth.register', {
    email,
    password: PASSWORD,
    firstName: person,
    client: 'tool',
  })
  const { id } = data.user as { id: Account['id'] }
  return { id, email, token: String(data.accessToken) }
}
