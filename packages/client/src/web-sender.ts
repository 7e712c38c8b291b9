import type { ClientId } from '@holdfast/domain'
import type { Committed, Store } from '@holdfast/sync'
import { systemClock } from './clock.ts'
import { openHttpTransport } from './http-transport.ts'
import { WebLockLeadership } from './leadership.ts'
import { openBroadcastPokes } from './pokes.ts'
import { Sender } from './sender.ts'
import type { Session } from './transport.ts'

export interface WebSenderOptions {
  url: string
  session: Session
  store: Store
  /** Names what the tabs of a person's device share. */
  channel: string
  newClientId: () => ClientId
  committed: (committed: Committed) => void
}

/** What sends for a device in this browser, when it is this tab's turn. */
export const openWebSender = ({ url, session, channel, ...ports }: WebSenderOptions): Sender =>
  new Sender({
    ...ports,
    session,
    transport: openHttpTransport({ url, session }),
    clock: systemClock,
    pokes: openBroadcastPokes(channel),
    leadership: new WebLockLeadership(channel),
    isVisible: () => document.visibilityState === 'visible',
  })
