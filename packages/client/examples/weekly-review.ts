/**
 * Adds tasks for a weekly review and lists what is open. Run it against a server of yours:
 *
 *   HOLDFAST_TOKEN=hfp_… node packages/client/examples/weekly-review.ts http://localhost:4600
 *
 * HOLDFAST_TOKEN is a personal access token with read and write, from Settings, Security.
 */
import { createHoldfastClient } from '@holdfast/client'

const [url = 'http://localhost:4600'] = process.argv.slice(2)
const token = process.env.HOLDFAST_TOKEN
if (!token) throw new Error('Set HOLDFAST_TOKEN to a personal access token with read and write.')

const holdfast = createHoldfastClient({ url, token })

for (const title of ['Read the notes of this week', 'Plan the next one'])
  await holdfast.tasks.create.mutate({ title, tags: ['review'] })

const { items } = await holdfast.tasks.search.query({ query: 'week' })
for (const { title, status, createdAt } of items)
  process.stdout.write(`${createdAt.slice(0, 10)}  ${status.padEnd(11)}  ${title}\n`)
