import { noTracing } from '@holdfast/api'
import type { Config } from '../config/config.ts'
import type { ServerLog } from '../log/open-log.ts'
import type { ServerTracing } from './otlp-tracing.ts'

/** Loads what sends traces only where there is somebody to send them to. */
export const openTracing = async (
  { otlpEndpoint }: Pick<Config, 'otlpEndpoint'>,
  log: ServerLog,
): Promise<ServerTracing> => {
  if (otlpEndpoint === null)
    return { port: noTracing, [Symbol.asyncDispose]: async () => undefined }
  const { otlpTracing } = await import('./otlp-tracing.ts')
  return otlpTracing(otlpEndpoint, log)
}
