import type { UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { LastPerson } from '../last-person.ts'
import type { Poke } from '../pokes.ts'
import type { StoreChannel } from '../store/bridge.ts'

/** What a page may say to the others. How the sender stands, only the sender says. */
export const PagePoke = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('journal'), seq: z.int().nonnegative() }),
  z.strictObject({ type: z.literal('link-wanted') }),
  z.strictObject({ type: z.literal('sync-now') }),
])
export type PagePoke = z.infer<typeof PagePoke>

/**
 * How well the secret that renews a session is kept: encrypted with a key of the system's keyring,
 * in a file that only this person's account may read, or in memory, so that every start asks anew.
 */
export const SessionKeeping = z.enum(['keyring', 'file', 'memory'])
export type SessionKeeping = z.infer<typeof SessionKeeping>

/** What the desktop's pages see of it: `window.holdfast`. No token is part of it. */
export interface DesktopApi {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string
  /** The store of the person whose work is open. */
  readonly store: StoreChannel
  readonly pokes: {
    post(poke: PagePoke): void
    /** @returns stops listening */
    listen(listener: (poke: Poke) => void): () => void
  }
  /** Signing in and registering go through `/trpc`, like any call; the answer holds no token. */
  readonly session: {
    /** Who worked here last. */
    person(): Promise<LastPerson | null>
    keeping(): Promise<SessionKeeping>
    /** Opens that person's store and sends for it. */
    open(userId: UserId): Promise<void>
    /** Ends the session and takes the person's work off this device. */
    signOut(userId: UserId): Promise<void>
  }
}

declare global {
  interface Window {
    /** There only in the desktop app. */
    readonly holdfast?: DesktopApi
  }
}
