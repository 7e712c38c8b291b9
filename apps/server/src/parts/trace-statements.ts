import type { Tracing } from '@holdfast/api'
import type { Database } from '@holdfast/db'

type Client = { query(...args: never): unknown }

/** A statement's own name, or the first word of it: `SELECT`, `COMMIT`. */
const nameOf = (statement: unknown): string => {
  const { name, text } = (typeof statement === 'object' ? statement : { text: statement }) as {
    name?: string
    text?: unknown
  }
  return name ?? String(text).trim().split(/\s/, 1)[0]?.toUpperCase().slice(0, 20) ?? 'statement'
}

const trace = (client: Client, tracing: Tracing): void => {
  const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>
  const traced = (...args: unknown[]): unknown => {
    const [statement, ...others] = args
    const streams = typeof statement === 'object' && statement !== null && 'submit' in statement
    if (streams || others.some((arg) => typeof arg === 'function')) return query(...args)
    const facts = { 'db.system.name': 'postgresql' }
    return tracing.span(`pg ${nameOf(statement)}`, facts, () => query(...args))
  }
  Object.assign(client, { query: traced })
}

/** Makes a span of each statement, but never with its values. What streams or calls back is left out. */
export const traceStatements = (pool: Database['pool'], tracing: Tracing): void => {
  const known = new WeakSet<Client>()
  pool.on('acquire', (client) => {
    if (known.has(client)) return
    known.add(client)
    trace(client, tracing)
  })
}
