import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { serveForTest } from '../testing/serve.ts'

interface SentSpan {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  status: { code?: number }
}

interface Collector extends AsyncDisposable {
  url: URL
  bodies: string[]
  spans(): SentSpan[]
}

/** Takes traces by OTLP over HTTP, as JSON. */
const openCollector = async (): Promise<Collector> => {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    if (request.url === '/base/v1/traces') bodies.push(body)
    response.setHeader('content-type', 'application/json').end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const spansIn = (body: string): SentSpan[] =>
    JSON.parse(body).resourceSpans.flatMap((of: { scopeSpans: { spans: SentSpan[] }[] }) =>
      of.scopeSpans.flatMap(({ spans }) => spans),
    )
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base`),
    bodies,
    spans: () => bodies.flatMap(spansIn),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

test('a request is one trace, down to its statements, and says nothing of what was written', async () => {
  await using collector = await openCollector()
  const stranger = '0af7651916cd43dd8448eb211c80319c'
  {
    await using served = await serveForTest({ otlpEndpoint: collector.url })
    const headers = {
      ...(await served.signUp()),
      traceparent: `00-${stranger}-b7ad6b7169203331-01`,
    }
    await served.post('tasks.create', { title: 'canary-title' }, headers)
    await served.post('tasks.create', { title: '' }, headers)
  }
  const spans = collector.spans()
  const named = (name: string) => spans.filter((span) => span.name === name)
  const [created] = named('trpc tasks.create')
  const root = spans.find(({ spanId }) => spanId === created?.parentSpanId)
  expect(root).toMatchObject({ name: 'POST /trpc', traceId: created?.traceId })
  expect(root).not.toHaveProperty('parentSpanId', expect.stringMatching(/./))
  const statements = spans.filter(({ parentSpanId }) => parentSpanId === created?.spanId)
  expect(statements.map(({ name }) => name)).toContain('pg COMMIT')
  expect(named('trpc tasks.create')).toHaveLength(2)
  expect(new Set(named('POST /trpc').map(({ traceId }) => traceId)).size).toBe(3)
  expect(spans.some(({ traceId }) => traceId === stranger)).toBe(false)
  for (const secret of ['canary-title', 'example.org', 'correct horse'])
    expect(collector.bodies.join()).not.toContain(secret)
})

test('a server whose traces nobody takes works and stops as ever', async () => {
  let url: URL
  {
    await using collector = await openCollector()
    url = collector.url
  }
  await using served = await serveForTest({ otlpEndpoint: url })
  const created = await served.post('tasks.create', { title: 'Task' }, await served.signUp())
  expect(created.status).toBe(200)
})
