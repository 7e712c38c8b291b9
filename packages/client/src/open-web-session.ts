import { createTRPCUntypedClient, httpLink } from '@trpc/client'
import { systemClock } from './clock.ts'
import { isUnauthorized } from './is-unauthorized.ts'
import { SignedOut } from './transport.ts'
import { Grant, WebSession } from './web-session.ts'

/** The session of this browser at a server; '' is the server that the page came from. */
export const openWebSession = ({ url }: { url: string }): WebSession => {
  const server = createTRPCUntypedClient({ links: [httpLink({ url: `${url}/trpc` })] })
  return new WebSession({
    clock: systemClock,
    locks: navigator.locks,
    channel: new BroadcastChannel('holdfast.session'),
    async refresh() {
      try {
        return Grant.parse(await server.mutation('auth.refresh', {}))
      } catch (error) {
        throw isUnauthorized(error) ? new SignedOut() : error
      }
    },
  })
}
