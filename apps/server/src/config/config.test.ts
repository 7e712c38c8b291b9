import { expect, test } from 'vitest'
import { ConfigError, decideConfig } from './config.ts'
import { readEnv } from './env.ts'

test('without any setting the server listens to this machine alone, on 4600', () => {
  const config = decideConfig(readEnv({}))
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4600,
    publicUrl: null,
    databaseUrl: null,
    registration: 'open',
    logLevel: 'info',
    followsParent: false,
  })
  expect(config.dataFolder).toMatch(/\/\.holdfast$/)
  expect(config.webFolder).toMatch(/\/apps\/web\/dist$/)
})

test('an empty setting counts as none', () => {
  expect(decideConfig(readEnv({ PORT: ' ', DATABASE_URL: '' }))).toMatchObject({
    port: 4600,
    databaseUrl: null,
  })
})

test.each([
  ['PORT', 'http', 'give a number from 0 to 65535'],
  ['PORT', '70000', 'give a number from 0 to 65535'],
  ['PORT', '-1', 'give a number from 0 to 65535'],
  ['PORT', '1e3', 'give a number from 0 to 65535'],
  ['LOG_LEVEL', 'loud', 'give one of trace, debug, info, warn, error, silent'],
  ['DATABASE_URL', 'mysql://x', 'begins with postgres:// or postgresql://'],
  ['REDIS_URL', 'localhost:6379', 'begins with redis:// or rediss://'],
  ['REDIS_PREFIX', 'a:b', 'another for each installation'],
  ['MEILI_URL', 'search:7700', 'begins with http:// or https://'],
  ['MEILI_KEY', 'canary', 'give MEILI_URL too'],
  ['HOLDFAST_URL', 'tasks.example.org', 'begins with http:// or https://'],
  ['ANALYTICS_URL', 'mysql://x', 'begins with postgres:// or postgresql://'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318', 'begins with http:// or https://'],
  ['SMTP_URL', 'http://mail', 'begins with smtp:// or smtps://'],
  ['REGISTRATION', 'yes', 'give one of open, invite, closed'],
  ['MAIL_FROM', 'nobody', 'as Holdfast <no-reply@example.org>'],
  ['MAIL_FROM', 'a@example.org, b@example.org', 'as Holdfast <no-reply@example.org>'],
  ['TRUSTED_PROXIES', 'proxy', 'with commas between'],
  ['TRUSTED_PROXIES', '10.0.0.0/33', 'with commas between'],
  ['TRUSTED_PROXIES', '10.0.0.0/', 'with commas between'],
  ['METRICS_TOKEN', 'short', '16 characters or more'],
  ['METRICS_TOKEN', 'no header can carry this', '16 characters or more'],
  ['HOLDFAST_TOKEN_KEY', 'c2hvcnQ=', 'openssl rand -base64 32'],
])('%s=%s is refused, saying what to give', (name, value, mend) => {
  const decide = () => decideConfig(readEnv({ [name]: value }))
  expect(decide).toThrow(ConfigError)
  expect(decide).toThrow(`${name}=`)
  expect(decide).toThrow(mend)
})

test('a Redis is used under a prefix of its own', () => {
  const redisOf = (env: Record<string, string>) => decideConfig(readEnv(env)).redis
  const url = 'rediss://:secret@cache.example.org:6380/2'
  expect(redisOf({})).toBeNull()
  expect(redisOf({ REDIS_URL: url })).toEqual({ url, prefix: 'holdfast' })
  expect(redisOf({ REDIS_URL: url, REDIS_PREFIX: 'staging' })?.prefix).toBe('staging')
})

test('a refused address does not show the password in it', () => {
  const decide = () => decideConfig(readEnv({ DATABASE_URL: 'mysql://ada:canary@db/x' }))
  expect(decide).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('canary') }),
  )
})

test('mails are from whom the settings say, who must be named where mails are sent', () => {
  const fromOf = (MAIL_FROM: string) => decideConfig(readEnv({ MAIL_FROM })).mailFrom
  expect(fromOf('Our tasks <tasks@example.org>')).toEqual({
    name: 'Our tasks',
    address: 'tasks@example.org',
  })
  expect(fromOf('tasks@example.org')).toEqual({ name: 'Holdfast', address: 'tasks@example.org' })
  expect(() => decideConfig(readEnv({ SMTP_URL: 'smtp://mail' }))).toThrow('MAIL_FROM=')
})
