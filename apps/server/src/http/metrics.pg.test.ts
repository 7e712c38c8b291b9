import { request } from 'node:http'
import { expect, test } from 'vitest'
import { serveForTest } from '../testing/serve.ts'

interface Answered {
  status: number | undefined
  body: string
}

/** By node:http, because fetch does not let a caller name another host. */
const ask = (url: string, headers: Record<string, string> = {}): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode, body })
    })
    asked.on('error', reject).end()
  })

test('without a token this machine alone reads the metrics, and nobody through a proxy', async () => {
  await using served = await serveForTest()
  const url = `${served.url}/metrics`
  await served.signUp()
  await served.query('tasks.list')
  const { status, body } = await ask(url)
  expect(status).toBe(200)
  expect(body).toContain('holdfast_trpc_calls_total{procedure="auth.register",outcome="done"} 1')
  expect(body).toContain('holdfast_trpc_calls_total{procedure="tasks.list",outcome="refused"} 1')
  expect(body).toMatch(/holdfast_pg_connections\{state="most"\} \d+/)
  expect(body).toContain('holdfast_live_sockets 0')

  expect(await ask(url, { host: 'tasks.example.org' })).toMatchObject({ status: 404 })
  for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host'])
    expect(await ask(url, { [header]: '127.0.0.1' })).toMatchObject({ status: 404 })
})

test('a server that people reach by another name takes no proxy for this machine', async () => {
  await using served = await serveForTest({ publicUrl: new URL('https://tasks.example.org') })
  expect(await ask(`${served.url}/metrics`)).toMatchObject({ status: 404 })
})

test('with a token whoever shows it reads the metrics, and nobody else', async () => {
  await using served = await serveForTest({ metricsToken: 'a-token-of-the-test' })
  const url = `${served.url}/metrics`
  const bearing = (token: string) => ({
    authorization: `Bearer ${token}`,
    host: 'tasks.example.org',
  })
  expect(await ask(url, bearing('a-token-of-the-test'))).toMatchObject({ status: 200 })
  expect(await ask(url, bearing('another'))).toMatchObject({ status: 404 })
  expect(await ask(url)).toMatchObject({ status: 404 })
  expect(served.lines.join()).not.toContain('a-token-of-the-test')
})

test('an address that is made up adds no label', async () => {
  await using served = await serveForTest()
  await ask(`${served.url}/no-such-place-41`)
  const { body } = await ask(`${served.url}/metrics`)
  expect(body).not.toContain('no-such-place')
  expect(body).toMatch(/holdfast_http_requests_total\{method="GET",route="web",status="\d+"\} 1/)
})
