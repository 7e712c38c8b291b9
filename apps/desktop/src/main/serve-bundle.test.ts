import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveBundle } from './serve-bundle.ts'

const parent = mkdtempSync(join(tmpdir(), 'bundle-'))
const folder = join(parent, 'dist')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<title>Holdfast</title>')
writeFileSync(join(folder, 'assets', 'app.js'), 'run()')
writeFileSync(join(parent, 'secret.json'), '{}')

const ask = (path: string) => serveBundle(new URL(`app://bundle${path}`), folder)

test.each(['/', '/sign-in', '/project/0197b2f0'])('%s is a screen of the app', async (path) => {
  const response = await ask(path)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(await response.text()).toBe('<title>Holdfast</title>')
})

test('files come with their type, the policy, and no guessing', async () => {
  const response = await ask('/assets/app.js')
  expect(await response.text()).toBe('run()')
  expect(response.headers.get('content-type')).toBe('text/javascript')
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each(['/assets/gone.js', '/..%2fsecret.json', '/assets/..%2f..%2fsecret.json', '/.env.exe'])(
  '%s is not there',
  async (path) => {
    expect((await ask(path)).status).toBe(404)
  },
)
