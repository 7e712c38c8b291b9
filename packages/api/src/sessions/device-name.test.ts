import { expect, test } from 'vitest'
import { deviceName } from './device-name.ts'

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0'
const SAFARI =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/15E148 Safari/604.1'

test.each([
  ['web', CHROME, 'Chrome on Windows'],
  ['web', FIREFOX, 'Firefox on Linux'],
  ['web', SAFARI, 'Safari on iOS'],
  ['desktop', CHROME, 'Holdfast on Windows'],
  ['tool', 'curl/8.5.0', 'A tool'],
  ['web', null, 'A browser'],
] as const)('%s with %s is called %s', (client, userAgent, name) => {
  expect(deviceName(client, userAgent)).toBe(name)
})

test.each([
  'Your account is locked, see evil.example/1.0 now',
  'Call 555 at once/2 x',
  `${'A'.repeat(450)}/1 x`,
])('no text of who signs in becomes the name of a browser, which mails tell: %s', (userAgent) => {
  expect(deviceName('web', userAgent)).toBe('A browser')
})
