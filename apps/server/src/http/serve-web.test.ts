import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveWeb } from './serve-web.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-web-'))
  await mkdir(join(folder, 'dist/assets'), { recursive: true })
  await writeFile(join(folder, 'dist/index.html'), '<!doctype html><title>Holdfast</title>')
  await writeFile(join(folder, 'dist/sw.js'), 'self.skipWaiting()')
  await writeFile(join(folder, 'dist/assets/index-Ab12Cd34.js'), 'export {}')
  await writeFile(join(folder, 'secret.txt'), 'secret')
})
afterAll(() => rm(folder, { recursive: true }))

const get = (path: string): Promise<Response> | Response =>
  serveWeb(join(folder, 'dist')).request(`http://localhost${path}`)

test.each(['/', '/index.html', '/projects/0190a000-0000-7000-8000-000000000001', '/search?q=x.y'])(
  '%s shows the page, which is asked for anew each time',
  async (path) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toContain('<title>Holdfast</title>')
  },
)

test('what carries its hash in the name is kept for a year', async () => {
  const response = await get('/assets/index-Ab12Cd34.js')
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(response.headers.get('content-type')).toMatch(/javascript/)
})

test('the service worker is asked for anew each time', async () => {
  expect((await get('/sw.js')).headers.get('cache-control')).toBe('no-cache')
})

test.each(['/assets/index-00000000.js', '/favicon.ico', '/.env'])(
  'the missing file %s is no page and is not kept',
  async (path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ error: { data: { appCode: 'not-found' } } })
  },
)

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%5c..%5csecret.txt',
])('nothing outside the folder is served to %s', async (path) => {
  expect(await (await get(path)).text()).not.toBe('secret')
})

test('without a built app the answer says how to build it', async () => {
  const response = await serveWeb(join(folder, 'nowhere')).request('http://localhost/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm run build')
})
