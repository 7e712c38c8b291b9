import { join } from 'node:path'
import {
  createHoldfastClient,
  Grant,
  type LastPerson,
  openTokenSession,
  PokeHub,
  TokenGrant,
  type WebSession,
} from '@holdfast/client'
import { displayName, type User, type UserId } from '@holdfast/domain'
import type { SessionVault } from './session-vault.ts'
import { openWorkplace, type Workplace } from './workplace.ts'

export interface DeskOptions {
  /** Where the app keeps what is a person's. */
  folder: string
  serverUrl: string
  vault: SessionVault
}

const personOf = ({ id, email, profile }: User): LastPerson => ({
  userId: id,
  email,
  displayName: displayName(profile),
})

/** What main owns for its windows: the session, and the work of the one person it is open for. */
export class Desk implements AsyncDisposable {
  readonly pokes = new PokeHub()
  readonly session: WebSession
  readonly #options: DeskOptions
  #workplace: Workplace | null = null
  /** Opening, closing and destroying go one after another. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: DeskOptions) {
    this.#options = options
    const { serverUrl, vault } = options
    this.session = openTokenSession({
      url: serverUrl,
      keeper: {
        read: () => vault.token,
        write: (token) => vault.person && vault.keep(vault.person, token),
      },
    })
  }

  get person(): LastPerson | null {
    return this.#options.vault.person
  }

  /** Someone signed in or registered. @returns what a page may see of it */
  signedIn(reply: unknown): { user: User } {
    const grant = TokenGrant.parse(reply)
    this.#options.vault.keep(personOf(grant.user), grant.refreshToken)
    this.session.signedIn(Grant.parse(grant))
    return { user: grant.user }
  }

  /** @throws Error for anyone but the person who works here; StorageError */
  open(userId: UserId): Promise<void> {
    return this.#inTurn(async () => {
      if (this.person?.userId !== userId) throw new Error('somebody else works here')
      if (this.#workplace?.userId === userId) return
      await this.#close()
      this.#workplace = openWorkplace({
        userId,
        file: join(this.#options.folder, 'people', userId, 'store.sqlite'),
        serverUrl: this.#options.serverUrl,
        session: this.session.of(userId),
        pokes: this.pokes,
      })
    })
  }

  signOut(userId: UserId): Promise<void> {
    return this.#inTurn(async () => {
      if (this.person?.userId !== userId) return
      const { vault, serverUrl } = this.#options
      const refreshToken = vault.token
      vault.forget()
      this.session.signedOut()
      await this.#workplace?.destroy()
      this.#workplace = null
      if (refreshToken === null) return
      // Without a network the session ends on the server when its time is up.
      const server = createHoldfastClient({ url: serverUrl })
      await server.auth.logout.mutate({ refreshToken }).catch(() => undefined)
    })
  }

  /** @throws Error while nobody's work is open */
  async callStore(method: string, payload: unknown): Promise<unknown> {
    if (!this.#workplace) throw new Error('nobody’s work is open')
    return this.#workplace.channel.call(method, payload)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#inTurn(() => this.#close())
  }

  async #close(): Promise<void> {
    const workplace = this.#workplace
    this.#workplace = null
    await workplace?.[Symbol.asyncDispose]()
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }
}
