import { everyBadInput } from '@holdfast/tests/bad-inputs'
import { quantile } from '../measure/statistics.ts'
import { say } from '../report/results.ts'
import type { AskedServer, Sent, Timed } from './asked-server.ts'
import type { Found } from './found.ts'

/** Most that a refusal may take, in ms. */
const MOST = 100
/** How many of the slowest are named. */
const NAMED = 5

/** For what it is, and not for who sends it or how often. */
const isRefused = ({ status }: Timed, { token }: Sent): boolean =>
  status >= 400 && status < 500 && status !== 429 && (token === undefined || status !== 401)

/** @throws Error for what was not refused as a bad input */
const refusalOf = async (server: AskedServer, what: string, sent: Sent): Promise<number> => {
  const timed = await server.send(sent)
  if (!isRefused(timed, sent)) throw new Error(`${what} was answered ${timed.status}`)
  return timed.ms
}

/** Every procedure with every place of its input spoiled in every way, one after another. */
export const badInputs = async (server: AskedServer): Promise<Found[]> => {
  const admin = (await server.signUp('admin@example.org')).accessToken
  const owner = await server.signUp('owner@example.org')
  const tokens: Record<string, string> = { admin, owner: owner.accessToken }
  const id = () => crypto.randomUUID()
  const held = { project: id(), task: id(), notification: id(), owner: owner.user.id }
  const times: { ms: number; what: string }[] = []
  for (const { path, isQuery, who, spoil } of everyBadInput(held)) {
    const what = `${path} with ${spoil.what}`
    const token = tokens[who]
    const sent = isQuery
      ? { path: `/trpc/${path}?input=${encodeURIComponent(spoil.json)}`, token }
      : { path: `/trpc/${path}`, body: spoil.json, token }
    times.push({ what, ms: await refusalOf(server, what, sent) })
  }
  const slowest = times.toSorted((a, b) => b.ms - a.ms).slice(0, NAMED)
  for (const { what, ms } of slowest) say(`slowest: ${ms.toFixed(1)} ms, ${what}`)
  const samples = times.map(({ ms }) => ms)
  return [
    { id: 'bad input p99', samples, value: quantile(samples, 0.99), goal: MOST },
    { id: 'bad input p100', samples, value: quantile(samples, 1), goal: MOST },
  ]
}

const deep = '['.repeat(100_000) + ']'.repeat(100_000)

const large: Record<string, Omit<Sent, 'token'>> = {
  'a body of 10 MB': {
    path: '/trpc/tasks.create',
    body: JSON.stringify({ title: 'x'.repeat(10_000_000) }),
  },
  'JSON 100,000 deep': { path: '/trpc/tasks.create', body: `{"title":${deep}}` },
  'keys named __proto__': {
    path: '/trpc/tasks.create',
    body: '{"title":"x","__proto__":{"status":"completed"}}',
  },
  'a batch of 1,000': { path: `/trpc/${Array(1000).fill('users.me').join()}?batch=1` },
  'a batch of 1,000 with a body': {
    path: `/trpc/${Array(1000).fill('projects.removeMember').join()}?batch=1`,
    body: '{}',
  },
}

/** What is too much, again and again. */
export const largeInputs = async (server: AskedServer, reps: number): Promise<Found[]> => {
  const { accessToken: token } = await server.signUp('large@example.org')
  const found: Found[] = []
  for (const [what, sent] of Object.entries(large)) {
    const samples: number[] = []
    for (let i = 0; i < reps; i++) samples.push(await refusalOf(server, what, { ...sent, token }))
    found.push({ id: `${what} p100`, samples, value: quantile(samples, 1), goal: MOST })
  }
  return found
}
