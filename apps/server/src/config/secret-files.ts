import { readFileSync, statSync } from 'node:fs'
import { StartError } from '../start-error.ts'

/** Settings that hold a secret: each may be named by a file that holds it, as `DATABASE_URL_FILE`. */
const SECRETS = [
  'HOLDFAST_SIGNING_KEY',
  'HOLDFAST_TOKEN_KEY',
  'DATABASE_URL',
  'ANALYTICS_URL',
  'AMQP_URL',
  'REDIS_URL',
  'MEILI_KEY',
  'SMTP_URL',
  'METRICS_TOKEN',
] as const

const contentOf = (name: string, file: string): string => {
  try {
    if ((statSync(file).mode & 0o022) !== 0)
      throw new StartError(`${name}=${file} can be written by others: chmod go-w it.`)
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    if (cause instanceof StartError) throw cause
    const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : ''
    throw new StartError(`${name}=${file} cannot be read${why}: mend the path or its rights.`)
  }
}

/** The environment with the secrets that it names files for. @throws StartError naming the mend */
export const withSecretFiles = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
  const read: NodeJS.ProcessEnv = {}
  for (const secret of SECRETS) {
    const name = `${secret}_FILE`
    const file = env[name]?.trim()
    if (!file) continue
    if (env[secret]?.trim())
      throw new StartError(`${name} and ${secret} are both given: leave one of them out.`)
    read[secret] = contentOf(name, file)
  }
  return { ...env, ...read }
}
