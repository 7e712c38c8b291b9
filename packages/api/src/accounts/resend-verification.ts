import { CheckMail } from '../auth/register.ts'
import { readUser } from '../auth/signed-in.ts'
import { transact } from '../transact.ts'
import { personalProcedure } from '../trpc.ts'
import { voidLinks } from './links.ts'
import { addVerification, askForVerification } from './verifications.ts'

/** Mails the caller a link to confirm their address by; one that was mailed before leads nowhere then. */
export const resendVerification = personalProcedure
  .output(CheckMail)
  .mutation(async ({ ctx: { services, caller } }) => {
    const { userId } = caller
    await transact(services, async (store, tx) => {
      const { email, emailVerified } = await readUser(tx, userId)
      if (emailVerified) return
      const now = services.clock()
      await voidLinks(tx, userId, ['email-verification'])
      const verification = await addVerification(tx, services.keys, { userId, email }, now)
      await askForVerification(store, userId, verification, now)
    })
    return { status: 'check-mail' as const }
  })
