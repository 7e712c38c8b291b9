import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateUp, startEmbeddedPostgres } from '@holdfast/db'
import { drillDataMigration } from './drill.ts'

// `node tests/src/data-migration/main.ts [rows]`: the drill on a PostgreSQL of its own.
const rows = Number(process.argv[2] ?? 200_000)
const folder = await mkdtemp(join(tmpdir(), 'holdfast-drill-'))
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') })
try {
  await migrateUp(postgres.url)
  const {
    wrong,
    output: _,
    ...figures
  } = await drillDataMigration({
    url: postgres.url,
    folder,
    rows,
    batch: 500,
    strikes: ['at any moment', 'at any moment'],
    say: (line) => console.log(line),
  })
  console.log(JSON.stringify(figures))
  console.log(wrong.length === 0 ? 'Every task is as it must be.' : wrong.slice(0, 20).join('\n'))
  process.exitCode = wrong.length === 0 ? 0 : 1
} finally {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
}
