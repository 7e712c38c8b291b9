import { startMeilisearchStandIn } from '@holdfast/infra/search/testing'
import { expect, test, vi } from 'vitest'
import { serveForTest } from './testing/serve.ts'

const PATIENCE = { timeout: 30_000, interval: 200 }

test('what people do comes to Meilisearch, and searches outlive it', async () => {
  await using standIn = await startMeilisearchStandIn()
  await using served = await serveForTest({ meilisearch: { url: standIn.url, key: undefined } })
  const headers = await served.signUp()
  const create = (title: string) => served.post('tasks.create', { title }, headers)
  const found = async () => {
    const { data } = await served.query('tasks.search', { query: 'annealing ' }, headers)
    const { engine, items } = data as { engine: string; items: unknown[] }
    return { engine, count: items.length }
  }
  const untilFound = (engine: string, count: number) =>
    vi.waitFor(async () => expect(await found()).toEqual({ engine, count }), PATIENCE)

  await create('Anneal wire')
  await untilFound('meilisearch', 1)
  await standIn.stop()
  await create('Anneal while it is away')
  expect(await found()).toEqual({ engine: 'postgres', count: 2 })
  await standIn.start()
  await untilFound('meilisearch', 2)
}, 90_000)
