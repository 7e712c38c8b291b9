import type { AppRouter } from '@holdfast/client'
import { QueryClient } from '@tanstack/react-query'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import { currentWiring, useAccount } from './account.ts'

/**
 * Goes with every `useQuery` and `useMutation` as their second argument: without a provider at the
 * root, what only talks to the server is no part of the first paint.
 */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { networkMode: 'always' }, mutations: { networkMode: 'always' } },
})

/** What the server told one person is none of the next one's business. */
useAccount.subscribe(({ device }, before) => {
  if (device?.userId !== before.device?.userId) queryClient.clear()
})

/** What only the server knows, as options of TanStack Query. */
export const api = createTRPCOptionsProxy<AppRouter>({
  client: currentWiring().api,
  queryClient,
})
