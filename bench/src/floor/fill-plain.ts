import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { plainColumns, plainTask } from '../bench-task.ts'

/** Makes a table with `n` tasks as every peer has them. @param table with its schema, if it has one */
export const fillPlain = async (url: string, table: string, n: number): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`
      CREATE TABLE ${table} (
        id text PRIMARY KEY, project_id text NOT NULL, title text NOT NULL, notes text NOT NULL,
        status text NOT NULL, priority int4 NOT NULL, position float8 NOT NULL,
        due_at float8 NOT NULL, created_at float8 NOT NULL, updated_at float8 NOT NULL
      )`)
    const lines = Array.from({ length: n }, (_, i) => {
      const task = plainTask(i)
      return `${plainColumns.map((column) => task[column]).join('\t')}\n`
    })
    const into = `COPY ${table} (${plainColumns.join(', ')}) FROM STDIN`
    await pipeline(Readable.from(lines), client.query(copyFrom(into)))
    await client.query(`VACUUM (ANALYZE) ${table}`)
  } finally {
    await client.end()
  }
}

/** How many of these tasks have the title `<title> <task>`. */
export const countPlain = async (
  url: string,
  table: string,
  { tasks, title }: { tasks: readonly number[]; title: string },
): Promise<number> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} t
       JOIN unnest($1::text[], $2::text[]) AS x (id, title) ON x.id = t.id AND x.title = t.title`,
      [tasks.map((task) => plainTask(task).id), tasks.map((task) => `${title} ${task}`)],
    )
    return rows[0]?.n ?? 0
  } finally {
    await client.end()
  }
}
