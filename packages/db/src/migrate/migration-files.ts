import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One step of the schema, both ways. */
export interface Migration {
  /** `NNNN_name`: its place in the order, for ever. */
  name: string
  up: Script
  down: Script
  /** Of the way up. */
  checksum: string
}

/**
 * The statements of a file. One that says `-- no-transaction` is cut at each semicolon that ends a
 * line, because statements sent together are one transaction whether they ask for it or not.
 */
export interface Script {
  /** The whole file. */
  text: string
  inTransaction: boolean
  statements: string[]
}

export const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

/**
 * The migrations of a folder, in order.
 * @throws Error for a file that has no partner or is named otherwise
 */
export const readMigrations = async (folder = migrationsFolder): Promise<Migration[]> => {
  const files = (await readdir(folder)).sort()
  const names = files.flatMap((file) => /^(\d{4}_[a-z0-9_]+)\.up\.sql$/.exec(file)?.[1] ?? [])
  const expected = new Set(names.flatMap((name) => [`${name}.up.sql`, `${name}.down.sql`]))
  const stray = files.find((file) => !expected.has(file))
  if (stray || expected.size !== files.length)
    throw new Error(
      `Migrations come as NNNN_name.up.sql with NNNN_name.down.sql in ${folder}${stray ? `; ${stray} does not` : ''}.`,
    )
  return Promise.all(
    names.map(async (name) => {
      const up = await readText(join(folder, `${name}.up.sql`))
      const down = await readText(join(folder, `${name}.down.sql`))
      const checksum = createHash('sha256').update(up).digest('hex')
      return { name, up: parseScript(up), down: parseScript(down), checksum }
    }),
  )
}

const parseScript = (text: string): Script => {
  if (!/^-- no-transaction$/m.test(text)) return { text, inTransaction: true, statements: [text] }
  const statements = text
    .replaceAll(/^--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
  return { text, inTransaction: false, statements }
}

// A checkout may end lines differently; the checksum must not.
const readText = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8')).replaceAll('\r\n', '\n')
