import { ClientKind, Email, IsoDate, isoDate, TypedPassword } from '@holdfast/domain'
import { z } from 'zod'
import { holdProof, provePassword } from '../accounts/prove-password.ts'
import { FactorMethod, methodsOf, readFactors } from '../factors/read-factors.ts'
import { limitGuesses, passwordGuess } from '../limits/guesses.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { knownBrowser } from './known-browser.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { signIn } from './sign-in.ts'
import { SignedIn, signedIn } from './signed-in.ts'
import { openTicket } from './ticket.ts'

/** The password was right, and the account wants a second factor. */
const SecondFactorWanted = z.strictObject({
  status: z.literal('second-factor'),
  ticket: z.string(),
  methods: z.array(FactorMethod),
  expiresAt: IsoDate,
})

/** Opens a session for who knows the password of an account, or asks for its second factor. */
export const login = publicProcedure
  .input(
    z.strictObject({ email: Email, password: TypedPassword, client: ClientKind.default('web') }),
  )
  .output(z.union([SignedIn, SecondFactorWanted]))
  .mutation(async ({ ctx, input: { email, password, client } }) => {
    if (client === 'web') requireSameOrigin(ctx)
    const { keys, clock } = ctx.services
    const guess = passwordGuess(ctx.services.db, email, knownBrowser(ctx, email))
    const proof = await limitGuesses(ctx, guess, () => provePassword(ctx, email, password))
    const { userId } = proof
    const now = clock()
    const reply = await transact(ctx.services, async (store, tx) => {
      await holdProof(tx, proof)
      const methods = methodsOf(await readFactors(tx, userId))
      if (methods.length > 0) return { methods, ...(await openTicket(tx, keys, userId, now)) }
      return signIn(store, tx, ctx, { userId, client, factor: null }, now)
    })
    if ('session' in reply) return signedIn(ctx, reply.user, reply.session)
    const { methods, ticket, expiresAt } = reply
    return { status: 'second-factor' as const, ticket, methods, expiresAt: isoDate(expiresAt) }
  })
