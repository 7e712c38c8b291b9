import { createTRPCUntypedClient, httpLink } from '@trpc/client'
import { z } from 'zod'
import { systemClock } from './clock.ts'
import { isUnauthorized } from './is-unauthorized.ts'
import { SignedOut } from './transport.ts'
import { Grant, WebSession } from './web-session.ts'

/** What a program that is no browser is granted: it keeps the refresh token itself. */
export const TokenGrant = Grant.extend({ refreshToken: z.string() })
export type TokenGrant = z.infer<typeof TokenGrant>

/** Where a program keeps its refresh token. Each is good once: the next comes with the answer. */
export interface TokenKeeper {
  read(): string | null
  write(refreshToken: string): void
}

/** The session of a program that is one process and no browser: the desktop app, a tool. */
export const openTokenSession = ({
  url,
  keeper,
}: {
  url: string
  keeper: TokenKeeper
}): WebSession => {
  const server = createTRPCUntypedClient({ links: [httpLink({ url: `${url}/trpc` })] })
  return new WebSession({
    clock: systemClock,
    locks: alone,
    channel: { postMessage: () => undefined, addEventListener: () => undefined },
    async refresh() {
      const refreshToken = keeper.read()
      if (refreshToken === null) throw new SignedOut()
      try {
        const grant = TokenGrant.parse(await server.mutation('auth.refresh', { refreshToken }))
        keeper.write(grant.refreshToken)
        return Grant.parse(grant)
      } catch (error) {
        throw isUnauthorized(error) ? new SignedOut() : error
      }
    },
  })
}

/** One process has nobody to take turns with. */
const alone = {
  request: (_name: string, work: (lock: Lock | null) => unknown) => Promise.resolve(work(null)),
} as Pick<LockManager, 'request'>
