import type { Log } from '@holdfast/api'
import { expect, test, vi } from 'vitest'
import { openMetrics } from './metrics.ts'

const nothing = () => undefined
const silent: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing }

const linesOf = async (metrics: ReturnType<typeof openMetrics>): Promise<string[]> =>
  (await metrics.expose()).split('\n')

test('what was counted is exposed by its few labels', async () => {
  const metrics = openMetrics(silent)
  metrics.requestDone('GET', '/trpc', 200, 0.02)
  metrics.port.procedureDone('tasks.create', 'done', 0.01)
  metrics.port.procedureDone('tasks.create', 'refused', 0.01)
  metrics.port.cacheAsked('l3', 'hit')
  metrics.port.searched('postgres', true, 0.003)
  metrics.port.eventConsumed('search-indexer', 'dead', 0.1)
  metrics.port.jobRan('reconcile-analytics', 'failed', 2)
  const lines = await linesOf(metrics)
  for (const line of [
    'holdfast_http_requests_total{method="GET",route="/trpc",status="200"} 1',
    'holdfast_trpc_calls_total{procedure="tasks.create",outcome="done"} 1',
    'holdfast_trpc_calls_total{procedure="tasks.create",outcome="refused"} 1',
    'holdfast_trpc_duration_seconds_bucket{le="0.01",procedure="tasks.create"} 2',
    'holdfast_cache_requests_total{level="l3",answer="hit"} 1',
    'holdfast_searches_total{engine="postgres",fallback="true"} 1',
    'holdfast_events_total{consumer="search-indexer",outcome="dead"} 1',
    'holdfast_jobs_total{job="reconcile-analytics",outcome="failed"} 1',
  ])
    expect(lines).toContain(line)
  expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true)
})

test('a gauge is read when it is asked for, and is gone with what it was of', async () => {
  const metrics = openMetrics(silent)
  const dead = new Map([
    ['notifier', 2],
    ['search-indexer', 0],
  ])
  metrics.port.watch('holdfast_queue_dead', () => dead)
  expect(await linesOf(metrics)).toContain('holdfast_queue_dead{queue="notifier"} 2')
  dead.delete('notifier')
  const lines = await linesOf(metrics)
  expect(lines).toContain('holdfast_queue_dead{queue="search-indexer"} 0')
  expect(lines.join()).not.toContain('queue="notifier"')
})

test('a gauge that fails or hangs is left out, and the others are there', async () => {
  vi.useFakeTimers()
  try {
    const metrics = openMetrics(silent)
    metrics.port.watch('holdfast_feed_lag_seconds', () => Promise.reject(new Error('away')))
    metrics.port.watch('holdfast_search_lag_seconds', () => new Promise(nothing))
    metrics.port.watch('holdfast_live_sockets', () => 7)
    const exposed = linesOf(metrics)
    await vi.advanceTimersByTimeAsync(2000)
    const lines = await exposed
    expect(lines).toContain('holdfast_live_sockets 7')
    expect(lines.some((line) => /^holdfast_(feed|search)_lag_seconds /.test(line))).toBe(false)
  } finally {
    vi.useRealTimers()
  }
})
