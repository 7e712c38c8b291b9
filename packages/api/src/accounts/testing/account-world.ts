import type { DomainEvent } from '@holdfast/domain'
import type { Consumer, Mail } from '@holdfast/infra'
import { accountMailer } from '../../consumers/account-mailer.ts'
import { accountRequests } from '../../consumers/account-requests.ts'
import type { RequestInfo } from '../../context.ts'
import { type Api, PASSWORD, sessionIn, type World } from '../../testing/world.ts'
import type { AccountRules } from '../account-rules.ts'

/** A server that mails people, what it mailed, and its consumers, which work when they are told to. */
export interface AccountWorld extends AsyncDisposable {
  world: World
  /** Every mail so far. */
  sent: Mail[]
  /** As a stranger, or as who holds a token. */
  api(request?: Partial<RequestInfo>): Api
  /** Hands out all events, each twice, until nothing follows from them. @returns the mails that were sent */
  settle(): Promise<Mail[]>
  /** Asks for an account as a tool does. @returns what is mailed because of it */
  ask(email: string, password?: string, firstName?: string): Promise<Mail[]>
  /** Somebody with an account that they have confirmed. */
  person(name: string): Promise<Confirmed>
  rows<T extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>
}

export interface Confirmed {
  id: string
  email: string
  api: Api
  accessToken: string
}

export const PASSWORD_OF_OTHERS = 'plum ladder envelope seven'

/** The secret of the link in a mail. */
export const tokenIn = (mail: Mail | undefined): string => {
  const token = /#token=([\w-]+)/.exec(mail?.text ?? '')?.[1]
  if (!token) throw new Error(`no link in ${mail?.subject ?? 'no mail'}`)
  return token
}

/** @param world is closed with what is given back */
export const openAccounts = (
  world: World,
  rules: AccountRules = { registration: 'open', mail: true },
): AccountWorld => {
  const { services } = world
  services.accounts = rules
  const sent: Mail[] = []
  const mailer = { send: async (mail: Mail) => void sent.push(mail) }
  const appUrl = new URL('https://tasks.example.org')
  const consumers = [accountRequests(services), accountMailer({ services, mailer, appUrl })]
  const rows: AccountWorld['rows'] = (text, values = []) =>
    services.db.transact((tx) => tx.rows({ text, values }))
  const settle = settling(consumers, rows, sent)
  const api: AccountWorld['api'] = (request) => world.asking(request).api
  const ask: AccountWorld['ask'] = async (email, password = PASSWORD, firstName = 'Ann') => {
    await settle()
    await api().auth.register({ email, password, firstName, client: 'tool' })
    return settle()
  }
  const person = async (name: string): Promise<Confirmed> => {
    const email = `${name.toLowerCase()}@example.org`
    const [mail] = await ask(email, PASSWORD, name)
    const reply = await api().auth.verifyEmail({ token: tokenIn(mail), client: 'tool' })
    const { user, accessToken } = sessionIn(reply)
    await settle()
    return { id: user.id, email, api: api({ bearer: accessToken }), accessToken }
  }
  const close = () => world[Symbol.asyncDispose]()
  return { world, sent, api, settle, ask, person, rows, [Symbol.asyncDispose]: close }
}

const settling = (
  consumers: readonly Consumer[],
  rows: AccountWorld['rows'],
  sent: readonly Mail[],
): (() => Promise<Mail[]>) => {
  let handled = 0
  return async () => {
    const before = sent.length
    for (;;) {
      const events = await rows<DomainEvent & Record<string, unknown>>(
        `SELECT id, entity_type AS entity, entity_id AS "entityId", action, version,
                '{}'::text[] AS fields
         FROM audit.activity_log WHERE version > $1 ORDER BY version`,
        [handled],
      )
      if (events.length === 0) return sent.slice(before)
      for (const event of events) {
        const takers = consumers.filter(({ topics }) =>
          topics.includes(`${event.entity}.${event.action}`),
        )
        // An event may come twice: everything that is tested holds for that.
        for (const { handle } of [...takers, ...takers])
          await handle(event, AbortSignal.timeout(10_000))
        handled = event.version
      }
    }
  }
}
