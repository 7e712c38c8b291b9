import { TRPCClientError } from '@trpc/client'

/** What the server said, or that it said nothing, and what was kept. */
export function refusalText(failure: unknown, kept: string): string {
  const said =
    failure instanceof TRPCClientError && failure.data
      ? failure.message
      : 'The server did not answer.'
  return `${said} ${kept}`
}
