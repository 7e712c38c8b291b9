import { type Config, ConfigError } from './config.ts'
import { isLoopback } from './loopback.ts'

/** That every image, guide and example begins with. */
const GUESSED_FIRST = new Set([
  'admin',
  'changeme',
  'default',
  'example',
  'guest',
  'holdfast',
  'letmein',
  'password',
  'postgres',
  'rabbitmq',
  'redis',
  'root',
  'secret',
  'test',
])

const SHORTEST_PASSWORD = 12
/** Fewer kinds of byte in a key are no chance: of 32 random ones two thirds of all keys have 30. */
const FEWEST_KINDS = 16

const isWeakPassword = (password: string, user: string): boolean =>
  password.length < SHORTEST_PASSWORD ||
  GUESSED_FIRST.has(password.toLowerCase().replaceAll(/[\d\W_]+$/g, '')) ||
  password === user ||
  new Set(password).size < 5

const MEND = `give it a password of ${SHORTEST_PASSWORD} characters or more that nobody can guess, as \`openssl rand -hex 24\` prints them.`

/** @param needsPassword not where the password may lie elsewhere, as in PostgreSQL's own file of them */
const requireStrongUrl = (name: string, text: string | null, needsPassword: boolean): void => {
  const url = text === null ? null : URL.parse(text)
  if (!url || url.hostname === '' || isLoopback(url.hostname)) return
  const password = decodeURIComponent(url.password)
  if (password === '' ? needsPassword : isWeakPassword(password, decodeURIComponent(url.username)))
    throw new ConfigError(name, `${url.protocol}//…`, MEND)
}

/** Is the server reached by others than this machine? */
const isNetworked = ({ host }: Config): boolean => !isLoopback(host)

/**
 * Refuses secrets that others could guess, where others can reach the server. One that only this
 * machine reaches may have any.
 * @throws ConfigError naming the setting and its mend
 */
export const requireStrongSecrets = (config: Config): void => {
  if (!isNetworked(config)) return
  requireStrongUrl('DATABASE_URL', config.databaseUrl, false)
  requireStrongUrl('ANALYTICS_URL', config.analyticsUrl, false)
  requireStrongUrl('REDIS_URL', config.redis?.url ?? null, true)
  requireStrongUrl('AMQP_URL', config.amqpUrl, true)
  requireStrongUrl('SMTP_URL', config.smtpUrl, false)
  const { tokenKey, metricsToken, meilisearch } = config
  if (tokenKey && new Set(tokenKey).size < FEWEST_KINDS)
    throw new ConfigError(
      'HOLDFAST_TOKEN_KEY',
      '…',
      'give 32 random bytes in base64, as `openssl rand -base64 32` prints them.',
    )
  if (metricsToken && isWeakPassword(metricsToken, ''))
    throw new ConfigError('METRICS_TOKEN', '…', 'give one that `openssl rand -hex 16` prints.')
  if (meilisearch && !isLoopback(URL.parse(meilisearch.url)?.hostname ?? ''))
    if (meilisearch.key === undefined || isWeakPassword(meilisearch.key, ''))
      throw new ConfigError('MEILI_KEY', '…', MEND)
}
