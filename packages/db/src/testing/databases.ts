import { Client } from 'pg'

/** Makes a database beside the one of `url`, by default from nothing, and gives its URL. */
export const createDatabase = async (
  url: string,
  name: string,
  template?: string,
): Promise<string> => {
  await administer(url, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ''}`)
  return withDatabase(url, name)
}

/**
 * Drops a database with whatever is still connected to it. FORCE would also try to end an autovacuum
 * worker, which only a superuser may; a plain DROP sends it away.
 */
export const dropDatabase = (url: string, name: string): Promise<void> =>
  administer(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = '${name}' AND usename = current_user`,
    `DROP DATABASE ${name}`,
  )

const administer = async (url: string, ...statements: string[]): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const withDatabase = (url: string, name: string): string => {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
