import { filledLine, IsoDate, PersonalTokenId, Scope } from '@holdfast/domain'
import { z } from 'zod'

/** A personal access token as its person sees it: never the token. */
export const PersonalToken = z.strictObject({
  id: PersonalTokenId,
  name: z.string(),
  scopes: z.array(Scope),
  createdAt: IsoDate,
  expiresAt: IsoDate,
  /** To the minute. */
  lastUsedAt: IsoDate.nullable(),
})
export type PersonalToken = z.infer<typeof PersonalToken>

/** A name that its person gives to a token or a passkey. */
export const GivenName = filledLine(100).transform((name) => name.trim())

/** In the order that they are shown in, each once. */
export const Scopes = z
  .array(Scope)
  .min(1)
  .max(Scope.options.length)
  .transform((scopes) => Scope.options.filter((scope) => scopes.includes(scope)))
