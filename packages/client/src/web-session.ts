import { IsoDate, User, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import { type Session, SignedOut } from './transport.ts'

/** What signing in, registering and refreshing answer. */
export const Grant = z.object({ user: User, accessToken: z.string(), expiresAt: IsoDate })
export type Grant = z.infer<typeof Grant>

/** A token that ends so soon is not used any more. */
const MARGIN_MS = 30_000

interface WebSessionPorts {
  /** Asks for a new token with the refresh cookie. @throws SignedOut only on a definite 401 */
  refresh(): Promise<Grant>
  clock: Clock
  locks: Pick<LockManager, 'request'>
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
}

type News = { type: 'granted'; grant: Grant } | { type: 'signed-out' }

/**
 * The session of a browser, shared by its tabs. The access token lives in memory only; the cookie
 * that renews it is out of reach of scripts. One tab renews it at a time and tells the others.
 */
export class WebSession {
  private readonly ports: WebSessionPorts
  private readonly listeners = new Set<() => void>()
  private grant: Grant | null = null
  private goodUntil = 0
  private isOver = false
  private refreshing: Promise<Grant> | null = null

  constructor(ports: WebSessionPorts) {
    this.ports = ports
    ports.channel.addEventListener('message', (event: MessageEvent<News>) => {
      if (event.data.type === 'granted') this.adopt(event.data.grant)
      else this.end()
    })
  }

  /** Whose session it is as far as this tab knows. */
  get userId(): UserId | null {
    return this.grant?.user.id ?? null
  }

  /** Renews or confirms the session. @throws SignedOut, or what kept it from the server */
  async check(): Promise<User> {
    return (await this.valid()).user
  }

  /** The person has signed in or registered here. */
  signedIn(grant: Grant): void {
    this.adopt(grant)
    this.ports.channel.postMessage({ type: 'granted', grant } satisfies News)
  }

  /** The person has signed out here. */
  signedOut(): void {
    this.end()
    this.ports.channel.postMessage({ type: 'signed-out' } satisfies News)
  }

  async accessToken(): Promise<string> {
    return (await this.valid()).accessToken
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => {
      this.listeners.delete(listener)
    }
  }

  refused(token: string): void {
    if (this.grant?.accessToken === token) this.grant = null
  }

  /** The session as one person's device may use it: another person's is none. */
  of(userId: UserId): Session {
    return {
      accessToken: async () => {
        const grant = await this.valid()
        if (grant.user.id !== userId) throw new SignedOut()
        return grant.accessToken
      },
      refused: (token) => this.refused(token),
      onChange: (listener) => this.onChange(listener),
    }
  }

  private async valid(): Promise<Grant> {
    if (this.grant && this.lasts()) return this.grant
    if (this.isOver) throw new SignedOut()
    this.refreshing ??= this.refresh().finally(() => {
      this.refreshing = null
    })
    return this.refreshing
  }

  private lasts(): boolean {
    return this.ports.clock.now() < this.goodUntil
  }

  private async refresh(): Promise<Grant> {
    const { grant: old } = this
    return await this.ports.locks.request('holdfast.session', async () => {
      // Another tab may have done it while this one waited for its turn.
      if (this.grant && this.grant !== old && this.lasts()) return this.grant
      try {
        const grant = await this.ports.refresh()
        this.signedIn(grant)
        return grant
      } catch (error) {
        if (error instanceof SignedOut) this.signedOut()
        throw error
      }
    })
  }

  private adopt(grant: Grant): void {
    const isNews = this.isOver || this.grant?.user.id !== grant.user.id
    this.grant = grant
    this.isOver = false
    const end = Date.parse(grant.expiresAt) - MARGIN_MS
    // A clock that says a new token has ended is wrong: the server will say when it has.
    this.goodUntil = end > this.ports.clock.now() ? end : Number.POSITIVE_INFINITY
    if (isNews) this.tell()
  }

  private end(): void {
    this.grant = null
    if (this.isOver) return
    this.isOver = true
    this.tell()
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener()
  }
}
