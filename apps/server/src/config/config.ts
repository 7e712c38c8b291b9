import { BlockList, isIP } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Email, RegistrationMode } from '@holdfast/domain'
import type { MailAddress } from '@holdfast/infra'
import { z } from 'zod'
import { StartError } from '../start-error.ts'
import type { Env } from './env.ts'

const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
export type LogLevel = z.infer<typeof LogLevel>

const ChangeFeedKind = z.enum(['log', 'wal'])
export type ChangeFeedKind = z.infer<typeof ChangeFeedKind>

/** What the server runs with, decided once. */
export interface Config {
  host: string
  /** 0 takes any free port. */
  port: number
  /** Where people reach the server; null means where it listens. */
  publicUrl: URL | null
  /** Proxies whose word on whom they speak for is taken. */
  trustedProxies: BlockList
  dataFolder: string
  /** null starts the embedded database. */
  databaseUrl: string | null
  /** A database of their own for the analytics; null counts in the record's. */
  analyticsUrl: string | null
  /** RabbitMQ; null carries events by jobs in the database. */
  amqpUrl: string | null
  /** Where committed changes are read: in the audit log, or in the write-ahead log. */
  changeFeed: ChangeFeedKind
  /** null keeps answers in the memory of the process. */
  redis: { url: string; prefix: string } | null
  /** The server that searches; null leaves it to the database. */
  meilisearch: { url: string; key: string | undefined } | null
  /** PKCS#8 PEM of an Ed25519 key; null keeps one in the data folder. */
  signingKey: string | null
  /** 32 bytes or more; null keeps one in the data folder. */
  tokenKey: Buffer | null
  /** null writes mails to files. May hold a password. */
  smtpUrl: string | null
  /** Who may make an account. */
  registration: RegistrationMode
  /** Whom mails are from. */
  mailFrom: MailAddress
  /** The built web app. */
  webFolder: string
  logLevel: LogLevel
  /** Who shows it may read the metrics from anywhere; null: this machine alone may. */
  metricsToken: string | null
  /** What every limit on how often something may be asked is multiplied by. */
  rateLimits: number
  /** Takes traces by OTLP over HTTP; null makes none. */
  otlpEndpoint: URL | null
  /** Started by a package script: stop when that ends. */
  followsParent: boolean
}

/** A setting that cannot be used, with what to do about it. */
export class ConfigError extends StartError {
  constructor(name: string, value: string, mend: string) {
    super(`${name}=${value} cannot be used: ${mend}`)
    this.name = 'ConfigError'
  }
}

const repositoryRoot = fileURLToPath(new URL('../../../../', import.meta.url))

const portOf = (text = '4600'): number => {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new ConfigError('PORT', text, 'give a number from 0 to 65535, such as 4600.')
  return port
}

const urlOf = (name: string, text: string, protocols: readonly string[]): URL => {
  const url = URL.parse(text)
  if (!url || !protocols.includes(url.protocol))
    throw new ConfigError(
      name,
      url ? `${url.protocol}//…` : '…',
      `give an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    )
  return url
}

const levelOf = (text = 'info'): LogLevel => {
  const level = LogLevel.safeParse(text)
  if (!level.success)
    throw new ConfigError('LOG_LEVEL', text, `give one of ${LogLevel.options.join(', ')}.`)
  return level.data
}

const changeFeedOf = (text = 'log'): ChangeFeedKind => {
  const kind = ChangeFeedKind.safeParse(text)
  if (!kind.success)
    throw new ConfigError(
      'CHANGE_FEED',
      text,
      'give log, or wal for a database with wal_level = logical.',
    )
  return kind.data
}

const registrationOf = (text = 'open'): RegistrationMode => {
  const mode = RegistrationMode.safeParse(text)
  if (!mode.success)
    throw new ConfigError(
      'REGISTRATION',
      text,
      `give one of ${RegistrationMode.options.join(', ')}.`,
    )
  return mode.data
}

const tokenKeyOf = (text: string): Buffer => {
  const key = Buffer.from(text, 'base64')
  if (key.length < 32)
    throw new ConfigError(
      'HOLDFAST_TOKEN_KEY',
      '…',
      'give 32 random bytes or more in base64, as `openssl rand -base64 32` prints them.',
    )
  return key
}

const metricsTokenOf = (token: string): string => {
  if (!/^[\w.~+/-]{16,}=*$/.test(token))
    throw new ConfigError(
      'METRICS_TOKEN',
      '…',
      'give 16 characters or more of A-Z a-z 0-9 . _ ~ + / -, as `openssl rand -hex 16` prints them.',
    )
  return token
}

const rateLimitsOf = (text = '1'): number => {
  const factor = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || factor < 0.1 || factor > 1_000_000)
    throw new ConfigError(
      'RATE_LIMITS',
      text,
      'give what the limits are multiplied by, from 0.1 to 1000000; 1 is as they are documented.',
    )
  return factor
}

const proxiesOf = (text = ''): BlockList => {
  const proxies = new BlockList()
  for (const one of text.split(',').map((part) => part.trim())) {
    if (!one) continue
    const [address = '', bits, ...more] = one.split('/')
    const family = isIP(address)
    const prefix = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits)
    if (
      !family ||
      more.length > 0 ||
      !/^\d+$/.test(bits ?? '0') ||
      prefix > (family === 4 ? 32 : 128)
    )
      throw new ConfigError(
        'TRUSTED_PROXIES',
        one,
        'give addresses or networks, as 10.0.0.7 or 10.0.0.0/28, with commas between.',
      )
    proxies.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6')
  }
  return proxies
}

const postgresUrlOf = (name: string, text: string): string => {
  urlOf(name, text, ['postgres:', 'postgresql:'])
  return text
}

const prefixOf = (prefix = 'holdfast'): string => {
  if (!/^[\w.-]{1,64}$/.test(prefix))
    throw new ConfigError(
      'REDIS_PREFIX',
      prefix,
      'give up to 64 of A-Z a-z 0-9 _ . -, another for each installation that shares the Redis.',
    )
  return prefix
}

const redisOf = ({ REDIS_URL: url, REDIS_PREFIX }: Env): Config['redis'] => {
  const prefix = prefixOf(REDIS_PREFIX)
  if (url === undefined) return null
  urlOf('REDIS_URL', url, ['redis:', 'rediss:'])
  return { url, prefix }
}

const meilisearchOf = ({ MEILI_URL: url, MEILI_KEY: key }: Env): Config['meilisearch'] => {
  if (url) return { url: urlOf('MEILI_URL', url, ['http:', 'https:']).href, key }
  if (key) throw new ConfigError('MEILI_KEY', '…', 'give MEILI_URL too, or leave both out.')
  return null
}

/** Of mails that nobody sends: the domain is reserved (RFC 2606). */
const FILES_FROM = 'Holdfast <holdfast@holdfast.invalid>'

const mailFromOf = ({ MAIL_FROM, SMTP_URL }: Env): MailAddress => {
  if (SMTP_URL && !MAIL_FROM)
    throw new ConfigError(
      'MAIL_FROM',
      '',
      'say whom mails are from, as Holdfast <no-reply@example.org>.',
    )
  const text = MAIL_FROM ?? FILES_FROM
  const [, name = 'Holdfast', inBrackets, bare] =
    /^(?:([^<>"\p{Cc}]*?)\s*<([^<>]+)>|([^<>\s]+))$/u.exec(text) ?? []
  const address = Email.safeParse(inBrackets ?? bare)
  if (!address.success)
    throw new ConfigError('MAIL_FROM', text, 'give an address, as Holdfast <no-reply@example.org>.')
  return { name: name || 'Holdfast', address: address.data }
}

/** @throws ConfigError naming the setting and its mend */
export const decideConfig = (env: Env): Config => ({
  host: env.HOST ?? '127.0.0.1',
  port: portOf(env.PORT),
  publicUrl: env.HOLDFAST_URL ? urlOf('HOLDFAST_URL', env.HOLDFAST_URL, ['http:', 'https:']) : null,
  trustedProxies: proxiesOf(env.TRUSTED_PROXIES),
  dataFolder: resolve(repositoryRoot, env.HOLDFAST_DATA ?? '.holdfast'),
  databaseUrl: env.DATABASE_URL ? postgresUrlOf('DATABASE_URL', env.DATABASE_URL) : null,
  analyticsUrl: env.ANALYTICS_URL ? postgresUrlOf('ANALYTICS_URL', env.ANALYTICS_URL) : null,
  amqpUrl: env.AMQP_URL
    ? urlOf('AMQP_URL', env.AMQP_URL, ['amqp:', 'amqps:']) && env.AMQP_URL
    : null,
  smtpUrl: env.SMTP_URL
    ? urlOf('SMTP_URL', env.SMTP_URL, ['smtp:', 'smtps:']) && env.SMTP_URL
    : null,
  registration: registrationOf(env.REGISTRATION),
  mailFrom: mailFromOf(env),
  changeFeed: changeFeedOf(env.CHANGE_FEED),
  redis: redisOf(env),
  meilisearch: meilisearchOf(env),
  signingKey: env.HOLDFAST_SIGNING_KEY ?? null,
  tokenKey: env.HOLDFAST_TOKEN_KEY ? tokenKeyOf(env.HOLDFAST_TOKEN_KEY) : null,
  webFolder: resolve(repositoryRoot, env.HOLDFAST_WEB ?? 'apps/web/dist'),
  logLevel: levelOf(env.LOG_LEVEL),
  otlpEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT
    ? urlOf('OTEL_EXPORTER_OTLP_ENDPOINT', env.OTEL_EXPORTER_OTLP_ENDPOINT, ['http:', 'https:'])
    : null,
  rateLimits: rateLimitsOf(env.RATE_LIMITS),
  metricsToken: env.METRICS_TOKEN ? metricsTokenOf(env.METRICS_TOKEN) : null,
  followsParent: env.npm_lifecycle_event !== undefined,
})
