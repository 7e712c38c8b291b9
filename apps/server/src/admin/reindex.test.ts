import { meilisearchIndex } from '@holdfast/infra/search/meilisearch'
import { expect, test } from 'vitest'
import { StartError } from '../start-error.ts'
import { whyNotReindexed } from './reindex.ts'

test('a Meilisearch that does not answer is told to the operator by the name of its setting', async () => {
  const index = meilisearchIndex({ url: 'http://127.0.0.1:1' })
  const error = await index.prepare().catch((reason: unknown) => reason)
  expect(whyNotReindexed(error)).toBeInstanceOf(StartError)
  expect(whyNotReindexed(error)).toHaveProperty('message', expect.stringContaining('MEILI_URL'))
})

test('a bug stays what it is', () => {
  const bug = new Error('bug')
  expect(whyNotReindexed(bug)).toBe(bug)
})
