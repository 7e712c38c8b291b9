import type { StoreTx, Transaction } from '@holdfast/db'
import { ChallengeId, ClientKind, type UserId } from '@holdfast/domain'
import { z } from 'zod'
import type { Context, Services } from '../context.ts'
import { takeChallenge } from '../factors/challenges.ts'
import { noteFactorChange } from '../factors/factor-changes.ts'
import { notePasskeyRefused } from '../factors/passkey-refused.ts'
import { AuthenticationResponse } from '../factors/passkey-response.ts'
import { spendCode } from '../factors/recovery-codes.ts'
import { relyingParty } from '../factors/relying-party.ts'
import { judgePasskey } from '../factors/sign-in-passkey.ts'
import { spendTotpCode } from '../factors/spend-totp-code.ts'
import { TypedCode, wrongCode } from '../factors/typed-code.ts'
import { accountGuess, limitGuesses } from '../limits/guesses.ts'
import { rules } from '../limits/rules.ts'
import { transact } from '../transact.ts'
import { publicProcedure } from '../trpc.ts'
import { noteRefused } from './note-refused.ts'
import { requireSameOrigin } from './refresh-cookie.ts'
import { signIn } from './sign-in.ts'
import { SignedIn, signedIn } from './signed-in.ts'
import {
  countWrongTry,
  holderOf,
  lockTicket,
  MOST_WRONG_TRIES,
  type Ticket,
  useUpTicket,
} from './ticket.ts'

const shared = { ticket: z.string().max(200), client: ClientKind.default('web') }

const Shown = z.discriminatedUnion('method', [
  z.strictObject({ ...shared, method: z.literal('totp'), code: TypedCode }),
  z.strictObject({ ...shared, method: z.literal('recovery'), code: TypedCode }),
  z.strictObject({
    ...shared,
    method: z.literal('passkey'),
    challengeId: ChallengeId,
    response: AuthenticationResponse,
  }),
])
type Shown = z.infer<typeof Shown>

/** In an open transaction: a factor is used up by being right, and a challenge by being answered. */
const isRight = async (
  services: Services,
  store: StoreTx,
  tx: Transaction,
  { userId }: Ticket,
  shown: Shown,
  now: Date,
): Promise<boolean> => {
  const { keys } = services
  if (shown.method === 'totp') return spendTotpCode(tx, keys, userId, shown.code, now)
  if (shown.method === 'recovery') {
    const isSpent = await spendCode(tx, keys, userId, shown.code)
    const change = { userId, by: userId, action: 'recovery-code-used' } as const
    if (isSpent) await noteFactorChange(store, change, now)
    return isSpent
  }
  const party = await relyingParty(services)
  const asked = await takeChallenge(tx, shown.challengeId, 'passkey-sign-in', now)
  if (asked?.userId !== userId) return false
  const judged = await judgePasskey(tx, party, asked.challenge, shown.response, now)
  if (judged.verdict === 'regressed') await notePasskeyRefused(store, judged, now)
  return judged.verdict === 'right' && judged.userId === userId
}

const tell = (store: StoreTx, userId: UserId, now: Date): Promise<void> =>
  noteFactorChange(store, { userId, by: null, action: 'second-factor-refused' }, now)

/** Somebody has the password and not the factor: its person is told once for each ticket. */
const noteWrong = async (
  store: StoreTx,
  tx: Transaction,
  ticket: Ticket,
  now: Date,
): Promise<void> => {
  await countWrongTry(tx, ticket)
  const { userId } = ticket
  if (ticket.wrongTries + 1 === MOST_WRONG_TRIES) await tell(store, userId, now)
}

/** Who takes a new ticket before one is used up is not silent by it: the person is told once an hour. */
const noteManyWrong = async (services: Services, userId: UserId, now: Date): Promise<void> => {
  const { limits } = services
  if ((await limits.count(rules.wrongFactors, userId)) === 0) return
  if ((await limits.count(rules.wrongFactorsTold, userId)) > 0) return
  await transact(services, (store) => tell(store, userId, now))
}

/** @throws AppError `wrong-code` */
const openBy = async (ctx: Context, shown: Shown) => {
  const { services } = ctx
  const now = services.clock()
  // What was wrong is counted, so it must not be thrown before the transaction has ended.
  const opened = await transact(services, async (store, tx) => {
    const ticket = await lockTicket(tx, services.keys, shown.ticket, now)
    const { userId } = ticket
    if (!(await isRight(services, store, tx, ticket, shown, now))) {
      await noteWrong(store, tx, ticket, now)
      return { refused: userId, isTold: ticket.wrongTries + 1 === MOST_WRONG_TRIES }
    }
    await useUpTicket(tx, ticket)
    return signIn(store, tx, ctx, { userId, client: shown.client, factor: shown.method }, now)
  })
  if (!('refused' in opened)) return opened
  noteRefused(ctx, 'second factor', opened.refused)
  if (!opened.isTold) await noteManyWrong(services, opened.refused, now)
  throw wrongCode()
}

/** The second step of a sign-in: a session for who shows a factor of the account. */
export const secondFactor = publicProcedure
  .input(Shown)
  .output(SignedIn)
  .mutation(async ({ ctx, input }) => {
    if (input.client === 'web') requireSameOrigin(ctx)
    const { db } = ctx.services
    const holder = await db.read((reader) => holderOf(reader, input.ticket))
    const work = () => openBy(ctx, input)
    const opened = await (holder
      ? limitGuesses(ctx, accountGuess(db, 'second factor', holder), work)
      : work())
    return signedIn(ctx, opened.user, opened.session)
  })
