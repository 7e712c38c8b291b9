import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from './testing/index.ts'
let t: TestDatabase
beforeAll(async () => { t = await testDatabase() })
afterAll(async () => t[Symbol.asyncDispose]())
it('opens', async () => { expect(t.database.epoch).toMatch(/./); console.log(t.database.epoch) })
