export { whileOnlyOne } from './advisory-lock.ts'
export {
  type Count,
  type CountedKind,
  type Fact,
  type Measure,
  measures,
} from './analytics/fact.ts'
export {
  type FigureScope,
  type PlaceDay,
  type PlaceWeek,
  readCycles,
  readOverdueChanges,
  readTaskFigures,
  readWeeks,
  type TaskFigures,
} from './analytics/read-figures.ts'
export {
  type CountedFields,
  readTaskEntries,
  type TaskEntry,
  tasksEnteredSince,
  tasksInAudit,
} from './analytics/read-task-entries.ts'
export { clearAnalytics, hasFacts, mendDaily, recordFacts } from './analytics/record-facts.ts'
export { beginEpoch } from './begin-epoch.ts'
export { type CacheFence, type CacheFenceState, cacheFence } from './cache-fence.ts'
export {
  bucketHeads,
  type Change,
  type Changes,
  changesSince,
  grantedBuckets,
  grantedPeople,
  numberCommit,
  outlinesSince,
  touchesHeads,
} from './change-log.ts'
export { type DataMigrationState, dataMigrationStates } from './data-migrations/progress.ts'
export { dataMigrationOf } from './data-migrations/registry.ts'
export {
  defaultThrottle,
  foreseeDataMigration,
  type Pace,
  runDataMigration,
} from './data-migrations/run-data-migration.ts'
export {
  type Database,
  type DatabaseOptions,
  openDatabase,
  type TransactOptions,
} from './database.ts'
export { DataFolderInUse } from './embedded/ownership.ts'
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  joinOrStartEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/start-embedded-postgres.ts'
export { currentEpoch } from './epoch.ts'
export {
  type MigrateOptions,
  type MigrationState,
  migrateDown,
  migrateUp,
  migrationStatus,
  planMigrations,
} from './migrate/migrate.ts'
export { MigrationError } from './migrate/migration-error.ts'
export {
  type OwnCommit,
  openPokes,
  type Poked,
  type PokeListener,
  type Pokes,
  type PokesOptions,
} from './pokes.ts'
export type { Reader, Statement, Transaction } from './reader.ts'
export { type BucketPage, type PageSize, readBucketPage } from './rows/read-bucket-page.ts'
export { projectSizes, readProjects } from './rows/read-projects.ts'
export { readingRows, readRows } from './rows/read-rows.ts'
export { type BucketPart, type StreamedSize, streamBucket } from './rows/stream-bucket.ts'
export { pruneConflicts } from './rows/write-conflicts.ts'
export * as schema from './schema/index.ts'
export { type BucketSpan, bucketSpans } from './snapshots/bucket-spans.ts'
export {
  cataloguedBuilds,
  dropBuilds,
  publishSnapshot,
  readySnapshots,
  type Snapshot,
  SUPERSEDED_FOR,
  supersedeSnapshots,
  withdrawSnapshots,
} from './snapshots/catalogue.ts'
export { largeBuckets, largeOf } from './snapshots/large-buckets.ts'
export { type NewsSize, newsSizes } from './snapshots/news-sizes.ts'
export {
  type PruneOptions,
  prunableBuckets,
  pruneBucket,
  pruneResults,
} from './snapshots/prune-log.ts'
export { isLostConnection, isTransient, sqlState } from './sql-state.ts'
export { type StoreTx, storeTx } from './store-tx.ts'
export {
  type DateRange,
  inBuckets,
  isLive,
  matching,
  type TaskFilters,
} from './task-conditions.ts'
