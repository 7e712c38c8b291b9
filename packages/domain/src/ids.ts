import { z } from 'zod'

/** The canonical form of RFC 9562, any version; upper case is accepted and folded. */
const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'not a UUID')
  .toLowerCase()

export const UserId = uuid.brand<'UserId'>()
export type UserId = z.infer<typeof UserId>

export const TaskId = uuid.brand<'TaskId'>()
export type TaskId = z.infer<typeof TaskId>

export const ProjectId = uuid.brand<'ProjectId'>()
export type ProjectId = z.infer<typeof ProjectId>

export const ConflictId = uuid.brand<'ConflictId'>()
export type ConflictId = z.infer<typeof ConflictId>

export const SessionId = uuid.brand<'SessionId'>()
export type SessionId = z.infer<typeof SessionId>

export const PersonalTokenId = uuid.brand<'PersonalTokenId'>()
export type PersonalTokenId = z.infer<typeof PersonalTokenId>

export const PasskeyId = uuid.brand<'PasskeyId'>()
export type PasskeyId = z.infer<typeof PasskeyId>

/** What a server asked one client to answer, once and soon. */
export const ChallengeId = uuid.brand<'ChallengeId'>()
export type ChallengeId = z.infer<typeof ChallengeId>

export const PasswordResetId = uuid.brand<'PasswordResetId'>()
export type PasswordResetId = z.infer<typeof PasswordResetId>

export const InvitationId = uuid.brand<'InvitationId'>()
export type InvitationId = z.infer<typeof InvitationId>

/** Names one thing that somebody did, under whatever number it is sent. */
export const DraftId = uuid

/** One device store: it numbers its own mutations. */
export const ClientId = uuid.brand<'ClientId'>()
export type ClientId = z.infer<typeof ClientId>
