import { ClientKind, Email, isoDate } from '@holdfast/domain'
import { z } from 'zod'
import { provePassword, TypedPassword } from '../accounts/prove-password.ts'
import { limitGuesses, passwordGuess } from '../limits/guesses.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { knownBrowser, rememberBrowser } from './known-browser.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { openSession } from './sessions.ts'
import { readUser, SignedIn, signedIn } from './signed-in.ts'

/** Opens a session for who knows the password of an account. */
export const login = publicProcedure
  .input(
    z.strictObject({ email: Email, password: TypedPassword, client: ClientKind.default('web') }),
  )
  .output(SignedIn)
  .mutation(async ({ ctx, input: { email, password, client } }) => {
    if (client === 'web') requireSameOrigin(ctx)
    const { keys, clock } = ctx.services
    const { ip, userAgent } = ctx.request
    const guess = passwordGuess(ctx.services.db, email, knownBrowser(ctx, email))
    const userId = await limitGuesses(ctx, guess, () =>
      provePassword(ctx.services, email, password),
    )
    if (client === 'web') rememberBrowser(ctx, email)
    const now = clock()
    const { user, session } = await transact(ctx.services, async (store, tx) => {
      const session = await openSession(tx, keys, { userId, client, ip, userAgent }, now)
      await store.audit(
        userId,
        [{ entity: 'user', entityId: userId, action: 'signed-in', before: {}, after: { client } }],
        isoDate(now),
      )
      return { user: await readUser(tx, userId), session }
    })
    return signedIn(ctx, user, session)
  })
