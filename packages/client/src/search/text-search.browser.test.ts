import { projectBucket } from '@holdfast/domain'
import { Replica } from '@holdfast/sync'
import { nthProject, nthTask, nthUser, taskRow } from '@holdfast/sync/testing'
import { afterEach, expect, test } from 'vitest'
import { LiveQueries } from '../queries/live-queries.ts'
import { TextSearch } from './text-search.ts'
import { openWorkerIndex } from './worker-index.ts'

const ada = nthUser(1)
const bucket = projectBucket(nthProject(1))
let search: TextSearch
afterEach(() => search.close())

test('the index lives in a worker: built there, asked there, told there of every change', async () => {
  const replica = new Replica(ada)
  const queries = new LiveQueries(ada, replica.view)
  const titles = Array.from({ length: 2_000 }, (_, n) =>
    n % 4 === 0 ? 'Water beans' : `Task ${n}`,
  )
  const put = (n: number, title: string, version: number) =>
    queries.change(replica.load({ bucket, rows: [taskRow(nthTask(n), ada, { title, version })] }))
  for (const [n, title] of titles.entries()) put(n, title, 1)
  search = new TextSearch(queries.source, openWorkerIndex())
  const live = search.tasks({ text: 'waetr' })
  live.subscribe(() => undefined)
  await expect.poll(() => live.get().isComplete).toBe(true)
  expect(live.get().tasks).toHaveLength(500)
  for (let n = 0; n < 1_000; n++) put(n, 'Water roses', 2)
  expect(live.get().tasks).toHaveLength(1_250)
  const again = search.tasks({ text: 'roses' })
  await expect.poll(() => again.get().tasks.length).toBe(1_000)
})
