import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testDatabase } from '@holdfast/db/testing'
import { type RunningServer, startServer } from '../compose.ts'
import { type Config, decideConfig } from '../config/config.ts'
import { openLog } from '../log/open-log.ts'

export interface ServedForTest extends AsyncDisposable {
  url: string
  server: RunningServer
  config: Config
  databaseUrl: string
  /** What was logged, line by line. */
  lines: string[]
  /** Calls a procedure by POST. */
  post(path: string, input?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Calls a procedure by GET. */
  query(path: string, input?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Registers somebody new and gives the header that proves it. */
  signUp(): Promise<{ authorization: string }>
}

export interface Answer {
  status: number
  headers: Headers
  /** `result.data`. */
  data: Record<string, unknown>
  error: { message: string; data: Record<string, unknown> }
}

const answerOf = async (response: Response): Promise<Answer> => {
  const body = (await response.json()) as {
    result?: { data: Answer['data'] }
    error?: Answer['error']
  }
  return {
    status: response.status,
    headers: response.headers,
    data: body.result?.data ?? {},
    error: body.error ?? { message: '', data: {} },
  }
}

/** A whole server on any free port, on a database of its own. */
export const serveForTest = async (change: Partial<Config> = {}): Promise<ServedForTest> => {
  const test = await testDatabase()
  const dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-server-'))
  const lines: string[] = []
  const config = { ...decideConfig({}), port: 0, databaseUrl: test.url, dataFolder, ...change }
  const log = openLog('trace', { write: (line) => lines.push(line) })
  const server = await startServer(config, log)
  const at = (path: string) => `${server.url}/trpc/${path}`
  const json = { 'content-type': 'application/json' }

  const post: ServedForTest['post'] = async (path, input, headers) =>
    answerOf(
      await fetch(at(path), {
        method: 'POST',
        headers: { ...json, ...headers },
        body: JSON.stringify(input ?? {}),
      }),
    )
  const query: ServedForTest['query'] = async (path, input, headers = {}) => {
    const search = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`
    return answerOf(await fetch(at(path) + search, { headers }))
  }
  const signUp = async () => {
    const { data } = await post('auth.register', {
      email: `${crypto.randomUUID()}@example.org`,
      password: 'correct horse battery staple',
      firstName: 'Ada',
      client: 'tool',
    })
    return { authorization: `Bearer ${data.accessToken}` }
  }
  const dispose = async () => {
    await server.stop()
    await test[Symbol.asyncDispose]()
    await rm(dataFolder, { recursive: true })
  }
  return {
    ...{ url: server.url, server, config, databaseUrl: test.url, lines },
    ...{ post, query, signUp, [Symbol.asyncDispose]: dispose },
  }
}
