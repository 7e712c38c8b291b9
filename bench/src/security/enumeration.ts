import { quantile } from '../measure/statistics.ts'
import { type AskedServer, PASSWORD } from './asked-server.ts'
import type { Found } from './found.ts'

const KNOWN = 'known@example.org'
/** Most by which the medians may differ, in ms. */
const MOST_APART = 5

type Ask = (auth: AskedServer['auth'], email: string) => Promise<unknown>

const asks: Record<string, Ask> = {
  register: (auth, email) =>
    auth.register.mutate({ email, password: PASSWORD, firstName: 'Ann', client: 'tool' }),
  login: (auth, email) =>
    auth.login
      .mutate({ email, password: 'another long passphrase', client: 'tool' })
      .catch(() => undefined),
  reset: (auth, email) => auth.requestPasswordReset.mutate({ email }),
}

const timed = async (ask: Ask, auth: AskedServer['auth'], email: string): Promise<number> => {
  const began = performance.now()
  await ask(auth, email)
  return performance.now() - began
}

const compared = async (
  name: string,
  ask: Ask,
  { auth }: AskedServer,
  tries: number,
): Promise<Found[]> => {
  const times = { known: [] as number[], unknown: [] as number[] }
  // In a random order, so that a drift of the load hits both alike.
  while (times.known.length < tries || times.unknown.length < tries) {
    const who = Math.random() < 0.5 ? 'known' : 'unknown'
    if (times[who].length === tries) continue
    const email = who === 'known' ? KNOWN : `${crypto.randomUUID()}@example.org`
    times[who].push(await timed(ask, auth, email))
  }
  const [known, unknown] = [quantile(times.known, 0.5), quantile(times.unknown, 0.5)]
  return [
    { id: `${name} known p50`, samples: times.known, value: known },
    { id: `${name} unknown p50`, samples: times.unknown, value: unknown },
    {
      id: `${name} medians apart`,
      samples: times.known,
      value: Math.abs(known - unknown),
      goal: MOST_APART,
    },
  ]
}

/** Can it be told by time whether an address has an account? */
export const enumeration = async (server: AskedServer, tries: number): Promise<Found[]> => {
  await server.signUp(KNOWN)
  const found: Found[] = []
  for (const [name, ask] of Object.entries(asks))
    found.push(...(await compared(name, ask, server, tries)))
  return found
}
