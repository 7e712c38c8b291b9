import { Email } from '@holdfast/domain'
import { z } from 'zod'
import { CheckMail } from '../auth/register.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { noteRequest } from './account-requests.ts'

/** Mails the person with this address, if there is one, a link to set another password by. */
export const requestPasswordReset = publicProcedure
  .input(z.strictObject({ email: Email }))
  .output(CheckMail)
  .mutation(async ({ ctx: { services }, input: { email } }) => {
    await transact(services, (store, tx) =>
      noteRequest(
        store,
        tx,
        { kind: 'password-reset', email, registration: null },
        services.clock(),
      ),
    )
    return { status: 'check-mail' as const }
  })
