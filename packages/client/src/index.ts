export { type Clock, systemClock } from './clock.ts'
export {
  type AppRouter,
  type ClientOptions,
  createHoldfastClient,
  type HoldfastClient,
} from './create-client.ts'
export type { Device, DevicePorts, RemoteChange } from './device.ts'
export { type HttpTransportOptions, openHttpTransport } from './http-transport.ts'
export {
  forgetLastPerson,
  LastPerson,
  readLastPerson,
  rememberLastPerson,
  watchLastPerson,
} from './last-person.ts'
export { type Leadership, TurnTaking, WebLockLeadership } from './leadership.ts'
export { openDevice } from './open-device.ts'
export { openTokenSession, TokenGrant, type TokenKeeper } from './open-token-session.ts'
export { openWebDevice, type WebDeviceOptions } from './open-web-device.ts'
export { openWebSession } from './open-web-session.ts'
export { openBroadcastPokes, type Poke, PokeHub, type Pokes } from './pokes.ts'
export type { Live } from './queries/live.ts'
export type { Grouping, Groups } from './queries/live-groups.ts'
export type { LiveQueries } from './queries/live-queries.ts'
export type { Person } from './queries/roster.ts'
export { countKey, type TaskCounts } from './queries/task-counts.ts'
export type { TaskQuery, TaskSort } from './queries/task-query.ts'
export { Sender, type SenderPorts } from './sender.ts'
export { sessionIn } from './session-in.ts'
export type {
  ConflictIssue,
  Deed,
  Issue,
  Link,
  LinkStatus,
  Refusal,
  StorageProblem,
  SyncStatus,
  WaitingMutation,
} from './status.ts'
export {
  type LiveEvents,
  type LiveSocket,
  NoSuchPage,
  type Session,
  SignedOut,
  TooLarge,
  type Transport,
} from './transport.ts'
export { Grant, WebSession } from './web-session.ts'
