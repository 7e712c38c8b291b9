export { createDatabase, dropDatabase } from './databases.ts'
export { type TestDatabase, testDatabase } from './test-database.ts'
