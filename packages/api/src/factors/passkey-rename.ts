import { AppError, PasskeyId } from '@holdfast/domain'
import { z } from 'zod'
import { GivenName } from '../tokens/personal-token.ts'
import { personalProcedure } from '../trpc.ts'

export const passkeyRename = personalProcedure
  .input(z.strictObject({ id: PasskeyId, name: GivenName }))
  .output(z.strictObject({}))
  .mutation(async ({ ctx: { services, caller }, input: { id, name } }) => {
    const renamed = await services.db.transact((tx) =>
      tx.rows({
        name: 'rename-passkey',
        text: 'UPDATE auth.passkeys SET name = $3 WHERE id = $1 AND user_id = $2 RETURNING id',
        values: [id, caller.userId, name],
      }),
    )
    if (renamed.length === 0) throw new AppError('passkey-not-found', 'There is no such passkey.')
    return {}
  })
