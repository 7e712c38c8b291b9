import { z } from 'zod'
import { withSecretFiles } from './secret-files.ts'

/** The names that the server reads from its environment; an empty value counts as none. */
export const Env = z.object({
  PORT: z.string().optional(),
  HOST: z.string().optional(),
  HOLDFAST_DATA: z.string().optional(),
  HOLDFAST_URL: z.string().optional(),
  HOLDFAST_SIGNING_KEY: z.string().optional(),
  HOLDFAST_TOKEN_KEY: z.string().optional(),
  HOLDFAST_WEB: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  ANALYTICS_URL: z.string().optional(),
  AMQP_URL: z.string().optional(),
  CHANGE_FEED: z.string().optional(),
  REDIS_URL: z.string().optional(),
  REDIS_PREFIX: z.string().optional(),
  MEILI_URL: z.string().optional(),
  MEILI_KEY: z.string().optional(),
  SMTP_URL: z.string().optional(),
  REGISTRATION: z.string().optional(),
  MAIL_FROM: z.string().optional(),
  LOG_LEVEL: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  METRICS_TOKEN: z.string().optional(),
  RATE_LIMITS: z.string().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.string().optional(),
  npm_lifecycle_event: z.string().optional(),
})
export type Env = z.infer<typeof Env>

/** The only reader of the process's environment. @throws StartError for a secret's file */
export const readEnv = (from: NodeJS.ProcessEnv = process.env): Env => {
  const all = withSecretFiles(from)
  return Env.parse(
    Object.fromEntries(
      Object.keys(Env.shape).flatMap((name) => {
        const value = all[name]?.trim()
        return value ? [[name, value]] : []
      }),
    ),
  )
}
