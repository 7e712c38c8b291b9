// `node bench/src/accounts/enumeration-main.ts [tries]`: can it be told by time whether an address has an
// account? Asks a server that sends mails, over HTTP, about a known and about unknown addresses, in a
// random order, and holds their medians against each other. Exits with 1 where one differs too much.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createHoldfastClient } from '@holdfast/client'
import { startProcess } from '@holdfast/server/testing'
import { mailsTo, type Smtp, startSmtp } from '@holdfast/tooling/services'
import { quantile } from '../measure/statistics.ts'

const PASSWORD = 'a long enough passphrase'
const KNOWN = 'known@example.org'
/** Most by which the medians may differ, in ms. */
const MOST_APART = 5

type Auth = ReturnType<typeof createHoldfastClient>['auth']
type Ask = (auth: Auth, email: string) => Promise<unknown>

const asks: Record<string, Ask> = {
  register: (auth, email) =>
    auth.register.mutate({ email, password: PASSWORD, firstName: 'Ann', client: 'tool' }),
  login: (auth, email) =>
    auth.login
      .mutate({ email, password: 'another long passphrase', client: 'tool' })
      .catch(() => undefined),
  reset: (auth, email) => auth.requestPasswordReset.mutate({ email }),
}

const confirmKnown = async (auth: Auth, smtp: Smtp): Promise<void> => {
  await asks.register?.(auth, KNOWN)
  for (;;) {
    const [mail] = await mailsTo(smtp, KNOWN)
    const token = /#token=([\w-]+)/.exec(mail?.parsed.text ?? '')?.[1]
    if (token) return void (await auth.verifyEmail.mutate({ token, client: 'tool' }))
    await delay(50)
  }
}

const timed = async (ask: Ask, auth: Auth, email: string): Promise<number> => {
  const began = performance.now()
  await ask(auth, email)
  return performance.now() - began
}

const compare = async (name: string, ask: Ask, auth: Auth, tries: number): Promise<boolean> => {
  const times = { known: [] as number[], unknown: [] as number[] }
  while (times.known.length < tries || times.unknown.length < tries) {
    const who = Math.random() < 0.5 ? 'known' : 'unknown'
    if (times[who].length === tries) continue
    const email = who === 'known' ? KNOWN : `${crypto.randomUUID()}@example.org`
    times[who].push(await timed(ask, auth, email))
  }
  const [known, unknown] = [quantile(times.known, 0.5), quantile(times.unknown, 0.5)]
  const apart = Math.abs(known - unknown)
  console.log(
    `${name}: known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms, apart ${apart.toFixed(2)} ms (${tries} tries of each)`,
  )
  return apart < MOST_APART
}

const tries = Number(process.argv[2] ?? 1000)
await using stack = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
stack.defer(() => rm(folder, { recursive: true, force: true }))
const smtp = stack.use(await startSmtp())
const server = startProcess(folder, {
  ...{ LOG_LEVEL: 'warn', RATE_LIMITS: '1000000', npm_lifecycle_event: 'bench' },
  ...{ SMTP_URL: smtp.url, MAIL_FROM: 'Holdfast <no-reply@example.org>' },
})
stack.defer(async () => {
  await server.end('SIGTERM')
})
const { auth } = createHoldfastClient({ url: await server.ready() })
await confirmKnown(auth, smtp)
for (const [name, ask] of Object.entries(asks))
  if (!(await compare(name, ask, auth, tries))) process.exitCode = 1
