import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts'

// A process that owns an embedded cluster until it is killed: `node embedded-owner.ts <folder>`.
const postgres = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' })
console.log(postgres.url)
process.once('SIGTERM', () => void postgres.stop())
