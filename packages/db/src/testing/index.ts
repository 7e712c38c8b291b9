export { createDatabase, dropDatabase } from './databases.ts'
export { insertMember, insertProject, insertUser } from './people.ts'
export { insertTask } from './tasks.ts'
export { type TestDatabase, testCluster, testDatabase } from './test-database.ts'
