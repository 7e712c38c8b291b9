import { AppError, type UserId } from '@holdfast/domain'
import { ClientMessage, CloseCode, PROTOCOL } from '@holdfast/sync'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import type { Authenticated } from '../../auth/authenticate.ts'
import type { Services } from '../../context.ts'
import { type FanOut, toMessage } from './fan-out.ts'
import type { FrameReader } from './frame-reader.ts'
import type { HeldBy, LiveSessions } from './live-sessions.ts'
import { MessageBudget } from './message-budget.ts'

/** How long a socket may wait to say who it is, in ms. */
const HELLO_WITHIN = 5000
/** Most bytes of one message after the hello. */
const MOST_BYTES = 64 * 1024
/** Most bytes that may wait for a slow socket. */
const MOST_WAITING = 1024 * 1024
/** How long before its end a fresh access token is asked for, in ms. */
const ASK_BEFORE = 60_000
/** How long a socket that is being closed has to take its last messages, in ms. */
const CLOSE_WITHIN = 5000
/** RFC 6455: a message was too big; the server met a condition it did not expect. */
const TOO_BIG = 1009
const INTERNAL_ERROR = 1011

export interface ConnectionOptions extends Pick<Services, 'db' | 'log' | 'clock'> {
  fanOut: FanOut
  sessions: LiveSessions
  /**
   * The socket has said hello, and its person is known.
   * @returns false where the person has as many sockets as one may have
   */
  greeted(userId: UserId): boolean
}

type Hello = Extract<ClientMessage, { type: 'hello' }>

const pong = toMessage({ type: 'pong' })
const tokenWanted = toMessage({ type: 'token-wanted' })

const OtherHello = z.object({ type: z.literal('hello'), protocol: z.int() })
const isOtherProtocol = (message: unknown): boolean => {
  const hello = OtherHello.safeParse(message)
  return hello.success && hello.data.protocol !== PROTOCOL
}

/** One socket to `/live`: silent until it has said who it is, then a reader of frames. */
export class LiveConnection implements FrameReader {
  readonly #socket: WebSocket
  readonly #options: ConnectionOptions
  readonly #budget: MessageBudget
  readonly #helloTimer: NodeJS.Timeout
  #closeTimer: NodeJS.Timeout | undefined
  #hasGreeted = false
  #isClosing = false
  #who: Authenticated | null = null
  #hasAskedForToken = false
  #isAlive = true

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#budget = new MessageBudget(performance.now())
    this.#helloTimer = setTimeout(() => this.close(CloseCode.helloTimeout), HELLO_WITHIN)
    socket.on('message', (data, isBinary) => this.#hear(data as Buffer, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.on('error', (error) => options.log.debug({ err: error }, 'a live socket failed'))
    socket.once('close', () => this.#gone())
  }

  /** @throws Error before the socket has said who it is */
  get userId(): UserId {
    if (!this.#who) throw new Error('the socket has not said who it is')
    return this.#who.userId
  }

  /** Undefined before the socket has said who it is. */
  get heldBy(): HeldBy | undefined {
    return this.#who?.sessionId ?? this.#who?.tokenId ?? undefined
  }

  send(message: Buffer): void {
    if (this.#isClosing) return
    if (this.#socket.bufferedAmount + message.length > MOST_WAITING) this.close(CloseCode.tooSlow)
    else this.#socket.send(message, { binary: false })
  }

  /** Asks the other side for a sign of life. One that gave none since the last time is cut off. */
  ping(): void {
    if (!this.#isAlive) this.#socket.terminate()
    else {
      this.#isAlive = false
      this.#socket.ping()
    }
  }

  /** Asks once for a fresh token when the present one ends soon, and closes when none came until then. */
  mindToken(now: Date): void {
    if (!this.#who) return
    const left = this.#who.tokenExpiresAt.getTime() - now.getTime()
    if (left <= 0) this.close(CloseCode.unauthenticated)
    else if (left <= ASK_BEFORE && !this.#hasAskedForToken) {
      this.#hasAskedForToken = true
      this.send(tokenWanted)
    }
  }

  close(code: number): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#options.fanOut.leave(this)
    this.#socket.close(code)
    this.#closeTimer = setTimeout(() => this.#socket.terminate(), CLOSE_WITHIN)
  }

  #gone(): void {
    this.#isClosing = true
    clearTimeout(this.#helloTimer)
    clearTimeout(this.#closeTimer)
    this.#options.fanOut.leave(this)
  }

  #hear(data: Buffer, isBinary: boolean): void {
    if (this.#isClosing) return
    const message = isBinary ? undefined : parseJson(data.toString())
    const parsed = ClientMessage.safeParse(message)
    const isTooMuch = !this.#budget.spend(performance.now())
    if (this.#hasGreeted && data.length > MOST_BYTES) this.close(TOO_BIG)
    else if (isOtherProtocol(message)) this.close(CloseCode.upgradeRequired)
    else if (!parsed.success || isTooMuch) this.close(CloseCode.badMessage)
    else this.#take(parsed.data).catch((error: unknown) => this.#fail(error))
  }

  async #take(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'ping':
        return this.send(pong)
      case 'hello':
        if (this.#hasGreeted) return this.close(CloseCode.badMessage)
        return this.#greet(message)
      case 'token':
        if (!this.#who) return this.close(CloseCode.badMessage)
        return this.#renew(message.token, this.#who)
    }
  }

  async #greet({ token, epoch, positions }: Hello): Promise<void> {
    this.#hasGreeted = true
    clearTimeout(this.#helloTimer)
    const { sessions, fanOut, db, greeted } = this.#options
    this.#who = await sessions.authenticate(token)
    if (!greeted(this.#who.userId)) return this.close(CloseCode.tooSlow)
    if (this.#isClosing) return
    await fanOut.join(this, { epoch, positions }, (behind) => {
      if (this.#isClosing) fanOut.leave(this)
      else this.send(toMessage({ type: 'ready', epoch: db.epoch, behind }))
    })
  }

  async #renew(token: string, before: Authenticated): Promise<void> {
    const who = await this.#options.sessions.authenticate(token)
    const isTheSame = who.sessionId === before.sessionId && who.tokenId === before.tokenId
    if (!isTheSame) return this.close(CloseCode.unauthenticated)
    this.#who = who
    this.#hasAskedForToken = false
  }

  #fail(error: unknown): void {
    const isUnproven =
      error instanceof AppError && ['unauthenticated', 'forbidden'].includes(error.kind)
    if (!isUnproven) this.#options.log.warn({ err: error }, 'a live socket could not be served')
    this.close(isUnproven ? CloseCode.unauthenticated : INTERNAL_ERROR)
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
