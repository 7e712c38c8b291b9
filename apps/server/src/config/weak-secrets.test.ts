import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decideConfig } from './config.ts'
import { readEnv } from './env.ts'
import { loadAuthKeys } from './secrets.ts'
import { requireStrongSecrets } from './weak-secrets.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-weak-'))
})
afterEach(() => rm(folder, { recursive: true }))

const start = (env: Record<string, string>) => () =>
  requireStrongSecrets(decideConfig(readEnv(env)))

const weak: [string, Record<string, string>, string][] = [
  ['a default password', { DATABASE_URL: 'postgres://holdfast:postgres@db/x' }, 'DATABASE_URL'],
  ['one with digits behind', { DATABASE_URL: 'postgres://a:changeme123456@db/x' }, 'DATABASE_URL'],
  ['a short password', { ANALYTICS_URL: 'postgres://a:x7Kq2@db/x' }, 'ANALYTICS_URL'],
  ['guest of RabbitMQ', { AMQP_URL: 'amqp://guest:guest@bus' }, 'AMQP_URL'],
  ['the name as password', { AMQP_URL: 'amqp://holdfast-prod:holdfast-prod@bus' }, 'AMQP_URL'],
  ['a Redis without password', { REDIS_URL: 'redis://cache:6379' }, 'REDIS_URL'],
  ['one letter over and over', { REDIS_URL: 'redis://:aaaaaaaaaaaaaaaa@cache' }, 'REDIS_URL'],
  ['a Meilisearch without key', { MEILI_URL: 'http://search:7700' }, 'MEILI_KEY'],
  [
    'a weak password of mail',
    { SMTP_URL: 'smtp://a:secret@mail', MAIL_FROM: 'a@example.org' },
    'SMTP_URL',
  ],
  ['a token of one letter', { METRICS_TOKEN: 'a'.repeat(32) }, 'METRICS_TOKEN'],
  [
    'a key of zeros',
    { HOLDFAST_TOKEN_KEY: Buffer.alloc(32).toString('base64') },
    'HOLDFAST_TOKEN_KEY',
  ],
]

describe.each(weak)('%s', (_, env, name) => {
  test('is refused where others reach the server, naming the setting and the mend', () => {
    expect(start({ HOST: '0.0.0.0', ...env })).toThrow(`${name}=`)
    expect(start({ HOST: '0.0.0.0', ...env })).toThrow(/give .*openssl rand/)
    for (const secret of ['postgres@', 'changeme', 'x7Kq2', 'guest', 'holdfast-prod', 'aaaa'])
      expect(start({ HOST: '0.0.0.0', ...env })).not.toThrow(secret)
  })

  test('may be where only this machine does', () => {
    expect(start(env)).not.toThrow()
    expect(start({ HOST: 'localhost', ...env })).not.toThrow()
  })
})

test('a server that others reach starts with strong secrets, and on this machine’s own parts', () => {
  const strong = randomBytes(24).toString('hex')
  expect(
    start({
      HOST: '0.0.0.0',
      DATABASE_URL: `postgres://holdfast:${strong}@db/x`,
      REDIS_URL: `redis://:${strong}@cache`,
      AMQP_URL: `amqp://holdfast:${strong}@bus`,
      MEILI_URL: 'http://search:7700',
      MEILI_KEY: strong,
      METRICS_TOKEN: strong,
      HOLDFAST_TOKEN_KEY: randomBytes(32).toString('base64'),
    }),
  ).not.toThrow()
  expect(
    start({ HOST: '::', REDIS_URL: 'redis://127.0.0.1', AMQP_URL: 'amqp://localhost' }),
  ).not.toThrow()
})

describe('a secret in a file', () => {
  const put = async (content: string, mode = 0o600): Promise<string> => {
    const file = join(folder, 'secret')
    await writeFile(file, content)
    await chmod(file, mode)
    return file
  }

  test.each(['DATABASE_URL', 'REDIS_URL', 'AMQP_URL', 'SMTP_URL', 'MEILI_KEY', 'METRICS_TOKEN'])(
    'of %s is read from where %s_FILE says',
    async (name) => {
      expect(readEnv({ [`${name}_FILE`]: await put('  held \n') })).toEqual({ [name]: 'held' })
    },
  )

  test('may be read by all, as a container’s are, and written by nobody else', async () => {
    expect(readEnv({ MEILI_KEY_FILE: await put('held', 0o444) })).toEqual({ MEILI_KEY: 'held' })
    const loose = await put('held', 0o666)
    expect(() => readEnv({ MEILI_KEY_FILE: loose })).toThrow('chmod go-w')
  })

  test('that is not there, or beside the setting itself, is refused', async () => {
    expect(() => readEnv({ REDIS_URL_FILE: join(folder, 'none') })).toThrow(
      /REDIS_URL_FILE=.*ENOENT/,
    )
    const file = await put('held')
    expect(() => readEnv({ REDIS_URL_FILE: file, REDIS_URL: 'redis://x' })).toThrow('leave one')
  })
})

test('a key in the data folder that others can read is refused, naming the mend', async () => {
  const config = decideConfig(readEnv({ HOLDFAST_DATA: folder }))
  await loadAuthKeys(config)
  await chmod(join(folder, 'secrets', 'token-key'), 0o644)
  await expect(loadAuthKeys(config)).rejects.toThrow('chmod 600')
})
