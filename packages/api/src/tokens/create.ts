import { schema } from '@holdfast/db'
import { IsoDate, isoDate, PersonalTokenId, TypedPassword } from '@holdfast/domain'
import { uuidv7 } from 'uuidv7'
import { z } from 'zod'
import { holdProof, requirePassword } from '../accounts/prove-password.ts'
import { sha256 } from '../auth/auth-keys.ts'
import { requireAdmin } from '../auth/scopes.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { GivenName, Scopes } from './personal-token.ts'
import { newPersonalToken } from './token-secret.ts'

const MOST_DAYS = 365
const DAY_MS = 24 * 60 * 60 * 1000

/** Makes a token for a tool of the caller's. It is told this once; its hash alone is kept. */
export const createToken = personalProcedure
  .input(
    z.strictObject({
      name: GivenName,
      scopes: Scopes,
      expiresInDays: z.int().min(1).max(MOST_DAYS),
      password: TypedPassword,
    }),
  )
  .output(z.strictObject({ id: PersonalTokenId, token: z.string(), expiresAt: IsoDate }))
  .mutation(async ({ ctx, input }) => {
    const { services, caller } = ctx
    const { userId } = caller
    const { name, scopes, expiresInDays, password } = input
    if (scopes.includes('admin')) requireAdmin(caller)
    const proof = await requirePassword(ctx, userId, password)
    const now = services.clock()
    const id = PersonalTokenId.parse(uuidv7())
    const token = newPersonalToken()
    const expiresAt = isoDate(new Date(now.getTime() + expiresInDays * DAY_MS))
    await transact(services, async (store, tx) => {
      await holdProof(tx, proof)
      await tx.db.insert(schema.personalAccessTokens).values({
        ...{ id, userId, name, scopes, expiresAt },
        tokenHash: sha256(token),
        createdAt: isoDate(now),
      })
      const after = { token: id, name, scopes, expiresAt }
      await store.audit(
        userId,
        [{ entity: 'user', entityId: userId, action: 'token-created', before: {}, after }],
        isoDate(now),
      )
    })
    return { id, token, expiresAt }
  })
