import { randomUUID } from 'node:crypto'
import { schema, type Transaction } from '@holdfast/db'
import { insertMember, insertProject, insertTask } from '@holdfast/db/testing'
import {
  type ConflictId,
  isoDate,
  type PersonalTokenId,
  type ProjectId,
  type SessionId,
  type TaskId,
  type UserId,
} from '@holdfast/domain'
import type { Person } from './identities.ts'

/** Of a person who may ask. */
export interface Account {
  id: UserId
  email: string
  token: string
}

/** What a procedure is asked about. */
export interface Stage {
  people: Readonly<Record<Person, Account>>
  /** Of `owner`, with `editor` and `viewer` as members. */
  project: ProjectId
  /** Another project of the same members. */
  target: ProjectId
  /** In the project. */
  task: TaskId
  /** Outside any project, created by `owner`, assigned to `editor`. */
  personal: TaskId
  /** In the inbox of `owner`. */
  notification: string
  /** Told to `owner`. */
  conflict: ConflictId
  /** Where `owner` is signed in beside. */
  session: SessionId
  /** A personal access token of `owner`. */
  accessToken: PersonalTokenId
  /** Signs a person in. @returns the refresh token of a session that nothing else uses */
  signIn(person: Person): Promise<string>
}

type Given = Pick<Stage, 'people' | 'signIn'>

const insertTeam = async (
  tx: Transaction,
  { owner, editor, viewer }: Stage['people'],
): Promise<ProjectId> => {
  const project = await insertProject(tx, owner.id)
  await insertMember(tx, project, editor.id, 'editor')
  await insertMember(tx, project, viewer.id, 'viewer')
  return project
}

const insertCredentials = async (
  tx: Transaction,
  { people: { owner }, session, accessToken }: Stage,
): Promise<void> => {
  const expiresAt = isoDate(new Date(Date.now() + 60 * 60_000))
  const held = { userId: owner.id, expiresAt }
  const hashes = { tokenHash: session, refreshTokenHash: session }
  await tx.db.insert(schema.sessions).values({ ...held, id: session, ...hashes })
  const token = { id: accessToken, name: 'Report', tokenHash: accessToken }
  await tx.db
    .insert(schema.personalAccessTokens)
    .values({ ...held, ...token, scopes: ['read' as const] })
}

/** Writes everything that a stage has. */
export const setStage = async (tx: Transaction, given: Given): Promise<Stage> => {
  const { owner, editor } = given.people
  const stage = unknownStage(given)
  const project = await insertTeam(tx, given.people)
  const { notification, conflict } = stage
  const told = { userId: owner.id, projectId: project }
  const news = { id: notification, eventId: randomUUID(), kind: 'project-member-added' } as const
  await tx.db.insert(schema.notifications).values({ ...told, ...news })
  const met = { id: conflict, field: 'name', kind: 'overruled', by: editor.id } as const
  await tx.db.insert(schema.conflicts).values({ ...told, ...met })
  await insertCredentials(tx, stage)
  return {
    ...stage,
    project,
    target: await insertTeam(tx, given.people),
    task: await insertTask(tx, owner.id, { projectId: project }),
    personal: await insertTask(tx, owner.id, { assignedTo: editor.id }),
  }
}

/** Ids that nobody has ever used. */
export const unknownStage = ({ people, signIn }: Given): Stage => ({
  people,
  signIn,
  project: randomUUID() as ProjectId,
  target: randomUUID() as ProjectId,
  task: randomUUID() as TaskId,
  personal: randomUUID() as TaskId,
  notification: randomUUID(),
  conflict: randomUUID() as ConflictId,
  session: randomUUID() as SessionId,
  accessToken: randomUUID() as PersonalTokenId,
})

/** The same text whichever stage it is about. */
export const nameless = (text: string, stage: Stage): string => {
  const { people: _, signIn: __, ...ids } = stage
  return Object.entries(ids).reduce((rest, [name, id]) => rest.replaceAll(id, name), text)
}
