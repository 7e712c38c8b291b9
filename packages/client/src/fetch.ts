/** As much of an answer as the transport reads. */
export interface Fetched {
  status: number
  ok: boolean
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** As much of `fetch` as the transport asks for. */
export type Fetch = (
  url: string,
  init: {
    method?: string
    headers?: Record<string, string>
    body?: string
    signal?: AbortSignal | null
    cache?: 'no-store'
  },
) => Promise<Fetched>
