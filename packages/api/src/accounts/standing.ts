import { RegistrationMode } from '@holdfast/domain'
import { z } from 'zod'
import { publicProcedure } from '../trpc.ts'
import { isFirstAccount } from './first-account.ts'

const Standing = z.strictObject({
  registration: RegistrationMode,
  /** Mails reach people: who registers is to look for one. */
  mail: z.boolean(),
  /** There is no account yet; the first one looks after the others. */
  first: z.boolean(),
})

/** What a page that nobody is signed in to needs to know. */
export const standing = publicProcedure.output(Standing).query(async ({ ctx: { services } }) => ({
  ...services.accounts,
  first: await services.db.read(isFirstAccount),
}))
