import { Email } from '@holdfast/domain'
import { z } from 'zod'
import type { Context, Writer } from '../context.ts'
import { networkOf } from './address.ts'
import { type Rule, rules } from './rules.ts'

/** What of a call a rule counts by: where it came from, who made it, whom it mails, or two of these. */
type By = 'address' | 'account' | 'address and account' | 'recipient' | 'address and recipient'

type Limit = readonly [By, Rule]

const mailed: readonly Limit[] = [
  ['address and recipient', rules.mailsAskedToFrom],
  ['recipient', rules.mailsAskedTo],
]

/** What is limited beside the number of calls. Guesses are limited where the secret is compared. */
const limitsOf: Readonly<Record<string, readonly Limit[]>> = {
  'auth.register': [['address', rules.registrations], ...mailed],
  'auth.requestPasswordReset': [['address', rules.mailsAskedFrom], ...mailed],
  'auth.verifyEmail': [['address', rules.linksTried]],
  'auth.resetPassword': [['address', rules.linksTried]],
  'auth.invitation': [['address', rules.linksTried]],
  'account.changePassword': [['address and account', rules.passwordsSet]],
  'account.changeEmail': [['account', rules.mailsAskedToFrom], ...mailed],
  'account.resendVerification': [['account', rules.mailsAskedToFrom]],
  'admin.invitations.create': [['account', rules.invitations], ...mailed],
  'projects.addMember': [['account', rules.peopleSought]],
  'import.preview': [['account', rules.imports]],
  'import.run': [['account', rules.imports]],
}

const WithRecipient = z.object({ email: z.string().trim().pipe(Email) })

/** A call as its middleware sees it. */
export interface LimitedCall {
  ctx: Context
  path: string
  getRawInput(): Promise<unknown>
}

const keyOf = async (
  by: By,
  { ctx, path, getRawInput }: LimitedCall,
  caller: Writer | null,
): Promise<string | null> => {
  const network = networkOf(ctx.request.ip)
  if (by === 'address') return network
  const account = caller && `${path} ${caller.userId}`
  if (by === 'account') return account
  if (by === 'address and account') return account && `${account} ${network}`
  const asked = WithRecipient.safeParse(await getRawInput())
  if (!asked.success) return null
  const recipient = `${path} ${asked.data.email.toLowerCase()}`
  return by === 'recipient' ? recipient : `${recipient} ${network}`
}

const WithSecret = z.union([
  z.object({ password: z.string() }),
  z.object({ currentPassword: z.string() }),
  z.object({ code: z.string() }),
])

/** Has the caller prove once more who they are: the password may be guessed by it, or a code. */
export const namesSecret = async ({ getRawInput }: LimitedCall): Promise<boolean> =>
  WithSecret.safeParse(await getRawInput()).success

/**
 * Counts one request of whoever asks, beside the procedures too.
 * @param caller null where nobody is proven to ask
 * @throws AppError `too-many-requests`
 */
export const limitRequest = (
  { limits }: Pick<Context['services'], 'limits'>,
  ip: string | null,
  caller: Pick<Writer, 'userId'> | null,
): Promise<void> =>
  caller
    ? limits.take(rules.callsOfAccount, caller.userId)
    : limits.take(rules.strangersCalls, networkOf(ip))

/**
 * Counts one call of nobody who is proven, in a batch each by itself.
 * @throws AppError `too-many-requests`
 */
export const limitStranger = ({ services, request }: Context): Promise<void> =>
  limitRequest(services, request.ip, null)

/**
 * Counts one call, in a batch each by itself, before anything is done for it.
 * @param caller null for one that needs nobody to have signed in
 * @throws AppError `too-many-requests`
 */
export const limitCall = async (call: LimitedCall, caller: Writer | null): Promise<void> => {
  const { ctx, path } = call
  const { limits } = ctx.services
  await limitRequest(ctx.services, ctx.request.ip, caller)
  for (const [by, rule] of limitsOf[path] ?? []) {
    const key = await keyOf(by, call, caller)
    if (key !== null) await limits.take(rule, key)
  }
}
