// Measures one limit of the machine in a process of its own. Arguments: the limit, tasks, database URL.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { limits } from './limits.ts'

const [name = '', n = '', databaseUrl = ''] = process.argv.slice(2)
const limit = limits[name as keyof typeof limits]
const folder = await mkdtemp(join(tmpdir(), 'holdfast-bench-limit-'))
try {
  process.send?.(await limit({ n: Number(n), databaseUrl, folder }))
} finally {
  await rm(folder, { recursive: true, force: true })
}
process.disconnect()
