/**
 * Adds tasks for a weekly review and lists what is open. Run it against a server of yours:
 *
 *   node packages/client/examples/weekly-review.ts http://localhost:4600 you@example.org
 *
 * The password is read from HOLDFAST_PASSWORD; a new address is registered.
 */
import { createHoldfastClient } from '@holdfast/client'
import { Password } from '@holdfast/domain'
import { TRPCClientError } from '@trpc/client'

const [url = 'http://localhost:4600', email = 'tool@example.org'] = process.argv.slice(2)
const password = Password.parse(process.env.HOLDFAST_PASSWORD)

const signIn = async (): Promise<string> => {
  const { auth } = createHoldfastClient({ url })
  try {
    const person = { email, password, firstName: 'Weekly', client: 'tool' as const }
    return (await auth.register.mutate(person)).accessToken
  } catch (error) {
    if (!(error instanceof TRPCClientError) || error.data?.appCode !== 'email-taken') throw error
    return (await auth.login.mutate({ email, password, client: 'tool' })).accessToken
  }
}

const holdfast = createHoldfastClient({ url, token: await signIn() })

for (const title of ['Read the notes of this week', 'Plan the next one'])
  await holdfast.tasks.create.mutate({ title, tags: ['review'] })

const { items } = await holdfast.tasks.search.query({ query: 'week' })
for (const { title, status, createdAt } of items)
  process.stdout.write(`${createdAt.slice(0, 10)}  ${status.padEnd(11)}  ${title}\n`)
