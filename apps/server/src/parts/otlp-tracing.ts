import { AsyncLocalStorage } from 'node:async_hooks'
import type { Note, Tracing } from '@holdfast/api'
import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import pTimeout from 'p-timeout'
import type { ServerLog } from '../log/open-log.ts'

/** Traces of this process, and the way to send what is left of them. */
export interface ServerTracing extends AsyncDisposable {
  port: Tracing
}

/** Longest that a stopping server waits for its last traces to be taken, in ms. */
const LAST_WITHIN = 3000
/** Longest that sending a batch may take, in ms. */
const SEND_WITHIN = 5000

const failed = (span: Span, error: unknown): void => {
  const name = error instanceof Error ? error.name : 'unknown'
  span.setAttribute('error.type', name).setStatus({ code: SpanStatusCode.ERROR })
}

/**
 * Sends traces by OTLP over HTTP to `<endpoint>/v1/traces`, in batches. What cannot be sent is dropped:
 * nobody waits for it. Trace ids of requests are not taken over: strangers do not write our traces.
 */
export const otlpTracing = (endpoint: URL, log: ServerLog): ServerTracing => {
  const url = new URL(`${endpoint.pathname.replace(/\/$/, '')}/v1/traces`, endpoint).href
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: SEND_WITHIN })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'holdfast' }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('holdfast')
  const current = new AsyncLocalStorage<Span>()

  const port: Tracing = {
    async span(name, facts, work) {
      const parent = current.getStore()
      const context = parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT
      const span = tracer.startSpan(name, { attributes: facts }, context)
      const note: Note = ({ failed: hasFailed, ...more }) => {
        span.setAttributes(more)
        if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR })
      }
      try {
        return await current.run(span, work, note)
      } catch (error) {
        failed(span, error)
        throw error
      } finally {
        span.end()
      }
    },
  }
  return {
    port,
    async [Symbol.asyncDispose]() {
      const sent = pTimeout(provider.shutdown(), { milliseconds: LAST_WITHIN })
      await sent.catch((err: unknown) => log.warn({ err }, 'the last traces could not be sent'))
    },
  }
}
