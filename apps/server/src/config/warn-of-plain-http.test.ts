import { expect, test } from 'vitest'
import { decideConfig } from './config.ts'
import { readEnv } from './env.ts'
import { warnOfPlainHttp } from './warn-of-plain-http.ts'

const warnings = (env: Record<string, string>): string[] => {
  const said: string[] = []
  warnOfPlainHttp(decideConfig(readEnv(env)), { warn: (_, text) => void said.push(text) })
  return said
}

test.each([
  ['listens to others', { HOST: '0.0.0.0' }],
  ['listens to others, at http', { HOST: '0.0.0.0', HOLDFAST_URL: 'http://tasks.example.org' }],
  ['listens to others on IPv6', { HOST: '::' }],
  ['is behind a proxy without TLS', { HOLDFAST_URL: 'http://tasks.example.org' }],
])('a server that %s warns that it is reached by plain http, naming the mend', (_, env) => {
  const [warning, ...more] = warnings(env)
  expect(warning).toMatch(/plain http: cookies are not Secure.*HOLDFAST_URL.*https:\/\//)
  expect(more).toEqual([])
})

test.each([
  ['that only this machine reaches', {}],
  ['at a name of this machine', { HOST: '::1', HOLDFAST_URL: 'http://localhost:4600' }],
  ['that people reach by https', { HOST: '0.0.0.0', HOLDFAST_URL: 'https://tasks.example.org' }],
])('one %s does not', (_, env) => {
  expect(warnings(env)).toEqual([])
})
