import type { AppRouter } from '@holdfast/api'
import type { TRPCClient } from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'

/** The typed API, for what only the server knows. */
export type Api = TRPCClient<AppRouter>

/** `useApi()` makes the options of TanStack Query. */
export const { TRPCProvider: ApiProvider, useTRPC: useApi } = createTRPCContext<AppRouter>()
