import type { Bucket, Project, ProjectId, Row, UserId } from '@holdfast/domain'
import type {
  ClientMessage,
  Mutation,
  MutationResult,
  PullReply,
  PullRequest,
  PushReply,
  PushRequest,
  ServerMessage,
} from '@holdfast/sync'

export type Hello = Extract<ClientMessage, { type: 'hello' }>

/** What the record of an authority says of one mutation that it decided, in its present history. */
export interface Run {
  /** Times that it was applied. */
  applied: number
  /** Times that a rule refused it. */
  refused: number
}

/**
 * The other side of a simulation. Each call is done when its promise resolves, with every message
 * that it makes the server send.
 */
export interface Authority extends AsyncDisposable {
  readonly epoch: string
  push(userId: UserId, request: PushRequest): Promise<PushReply>
  pull(userId: UserId, request: PullRequest): Promise<PullReply>
  /** A page of a snapshot that was offered; undefined where it is not to be had. */
  snapshotPage(
    userId: UserId,
    bucket: Bucket,
    to: number,
    index: number,
  ): Promise<Uint8Array | undefined>
  /** Answers `hello` and sends frames from then on. @returns ends it */
  listen(
    userId: UserId,
    hello: Hello,
    send: (message: ServerMessage) => void,
  ): Promise<() => Promise<void>>
  /** As a command of the server does it, without any device. */
  addMember(projectId: ProjectId, userId: UserId): Promise<void>
  /** On behalf of the project's owner. */
  removeMember(project: Project, userId: UserId): Promise<void>
  /**
   * Remembers the record as it is, in the place of an earlier backup.
   * @returns whether sockets ended with that
   */
  backUp(): Promise<boolean>
  /** The record as it was then, and another epoch. Sockets end with the old one. */
  restore(): Promise<void>
  /** What the person may see now. */
  granted(userId: UserId): Promise<ReadonlySet<Bucket>>
  /** The same in the middle of a call, where several commits can be made in one. */
  grantedNow?(userId: UserId): ReadonlySet<Bucket>
  /** Rows that lie in any bucket of the person's. */
  visible(userId: UserId): Promise<Row[]>
  /** By `identityOf`. */
  runs(): Promise<ReadonlyMap<string, Run>>
}

/** The same for a mutation under whatever id and client it is sent. */
export const identityOf = ({ name, at, args }: Pick<Mutation, 'name' | 'at' | 'args'>): string =>
  `${name} ${at} ${JSON.stringify(args)}`

export const addRun = (runs: Map<string, Run>, identity: string, result: MutationResult): void => {
  const run = runs.get(identity) ?? { applied: 0, refused: 0 }
  if (result.status === 'applied') runs.set(identity, { ...run, applied: run.applied + 1 })
  if (result.status === 'rejected') runs.set(identity, { ...run, refused: run.refused + 1 })
}
