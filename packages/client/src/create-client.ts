import type { AppRouter } from '@holdfast/api'
import { createTRPCClient, httpBatchLink, type TRPCClient } from '@trpc/client'

export type { AppRouter }

export type HoldfastClient = TRPCClient<AppRouter>

export interface ClientOptions {
  /** Where the server is, without `/trpc`. */
  url: string
  /** An access token, or who fetches one; without it only `auth.*` answers. */
  token?: string | (() => string | Promise<string>)
}

/** What a server takes in one request: so many calls, and so long an address. */
const TOGETHER = { maxItems: 50, maxURLLength: 8000 }

/**
 * The typed API of a Holdfast server, for internal tools. Calls that are made together travel
 * together. Rejections are `TRPCClientError`s whose `data.appCode` says why.
 */
export const createHoldfastClient = ({ url, token }: ClientOptions): HoldfastClient =>
  createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        ...TOGETHER,
        url: `${url.replace(/\/$/, '')}/trpc`,
        headers: async () => {
          const value = typeof token === 'function' ? await token() : token
          return value === undefined ? {} : { authorization: `Bearer ${value}` }
        },
      }),
    ],
  })
