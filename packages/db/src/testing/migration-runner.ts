import { migrateUp } from '../migrate/migrate.ts'

// A runner that can be killed: `node migration-runner.ts <url> <folder>`.
const [, , url = '', folder = ''] = process.argv
await migrateUp(url, { folder })
