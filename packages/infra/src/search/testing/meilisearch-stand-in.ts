import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import { BadFilter, conditionOf } from './stand-in-filter.ts'
import {
  BadSort,
  type Document,
  type SearchRequest,
  type StandInSettings,
  searchDocuments,
} from './stand-in-search.ts'

/** What can go wrong on purpose. */
export interface Faults {
  /** Answer everything with this status; null answers as usual. */
  status: number | null
  /** Take writes and fail to carry them out. */
  failWrites: boolean
  /** Answer a request, such as `POST documents/fetch`, only when this settles. */
  gate: ((request: string) => Promise<void> | undefined) | null
  /** Carry no write out before this settles. */
  hold: Promise<unknown> | null
}

/**
 * A test double of Meilisearch over HTTP, in memory: as much of it as the adapter uses. It proves
 * what the adapter asks for and does with the answers, and nothing about the real one.
 */
export interface MeilisearchStandIn extends AsyncDisposable {
  url: string
  faults: Faults
  /** Ends every connection and hears no more, keeping the documents. */
  stop(): Promise<void>
  /** Hears again, on the same port. */
  start(): Promise<void>
  /** Forgets every index. */
  wipe(): void
  /** Names of the indexes that there are. */
  indexes(): string[]
  /** What all of them hold. */
  documents(): Document[]
  /** How many writes it took, and how many of them wait to be carried out. */
  writes(): number
  writesWaiting(): number
}

interface Index {
  documents: Map<string, Document>
  settings: StandInSettings
}

interface Task {
  taskUid: number
  uid: number
  status: 'enqueued' | 'processing' | 'succeeded' | 'failed'
  error: { code: string; message: string } | null
}

class Refused extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

const newIndex = (): Index => ({
  documents: new Map(),
  settings: {
    searchableAttributes: ['*'],
    displayedAttributes: ['*'],
    filterableAttributes: [],
    sortableAttributes: [],
    pagination: { maxTotalHits: 1000 },
  },
})

const DocumentId = z.string().regex(/^[A-Za-z0-9_-]{1,511}$/)
const Documents = z.array(z.looseObject({ id: DocumentId }))
const Fetch = z.object({
  filter: z.unknown().optional(),
  fields: z.array(z.string()).optional(),
  limit: z.int().default(20),
  offset: z.int().default(0),
})
const Swap = z.array(z.object({ indexes: z.tuple([z.string(), z.string()]) }))

/** Indexes and the tasks that change them one after the other. */
class Engine {
  readonly faults: Faults = { status: null, failWrites: false, gate: null, hold: null }
  indexes = new Map<string, Index>()
  readonly tasks: Task[] = []
  #last: Promise<void> = Promise.resolve()

  index(uid: string): Index {
    const found = this.indexes.get(uid)
    if (!found) throw new Refused(404, 'index_not_found')
    return found
  }

  /** Documents make the index that they are written into. */
  #made(uid: string): Index {
    const index = this.indexes.get(uid) ?? newIndex()
    this.indexes.set(uid, index)
    return index
  }

  enqueue(work: () => void): Task {
    const uid = this.tasks.length
    const task: Task = { taskUid: uid, uid, status: 'enqueued', error: null }
    this.tasks.push(task)
    this.#last = this.#last.then(async () => {
      await this.faults.hold
      try {
        if (this.faults.failWrites) throw new Refused(500, 'internal')
        work()
        task.status = 'succeeded'
      } catch (error) {
        const code = error instanceof Refused ? error.code : 'internal'
        task.error = { code, message: String(error) }
        task.status = 'failed'
      }
    })
    return task
  }

  put(uid: string, body: unknown): Task {
    return this.enqueue(() => {
      const parsed = Documents.safeParse(body)
      if (!parsed.success) throw new Refused(400, 'invalid_document_id')
      const { documents } = this.#made(uid)
      for (const document of parsed.data) documents.set(document.id, document)
    })
  }

  remove(uid: string, ids: string[]): Task {
    return this.enqueue(() => {
      const { documents } = this.index(uid)
      for (const id of ids) documents.delete(id)
    })
  }

  create(uid: string): Task {
    return this.enqueue(() => {
      if (this.indexes.has(uid)) throw new Refused(409, 'index_already_exists')
      this.#made(uid)
    })
  }

  set(uid: string, settings: Partial<StandInSettings>): Task {
    return this.enqueue(() => {
      const index = this.#made(uid)
      index.settings = { ...index.settings, ...structuredClone(settings) }
    })
  }

  drop(uid: string): Task {
    return this.enqueue(() => {
      this.index(uid)
      this.indexes.delete(uid)
    })
  }

  swap(body: unknown): Task {
    const swaps = Swap.parse(body)
    return this.enqueue(() => {
      for (const { indexes } of swaps) {
        const [a, b] = [this.index(indexes[0]), this.index(indexes[1])]
        this.indexes.set(indexes[0], b).set(indexes[1], a)
      }
    })
  }

  fetch(uid: string, body: unknown) {
    const { documents, settings } = this.index(uid)
    const { filter, fields, limit, offset } = Fetch.parse(body)
    const passes = conditionOf(filter, settings.filterableAttributes)
    const all = [...documents.values()].filter(passes)
    const results = all.slice(offset, offset + limit).map((document) => {
      const names = fields ?? Object.keys(document)
      return Object.fromEntries(names.map((name) => [name, document[name]]))
    })
    return { results, offset, limit, total: all.length }
  }
}

type Answer = [status: number, body: unknown]

const answerIndex = (
  engine: Engine,
  method: string,
  uid: string,
  rest: string,
  body: unknown,
  asked: URLSearchParams,
): Answer => {
  switch (`${method} ${rest}`) {
    case 'DELETE ':
      return [202, engine.drop(uid)]
    case 'GET settings':
      return [200, engine.index(uid).settings]
    case 'PATCH settings':
      return [202, engine.set(uid, body as Partial<StandInSettings>)]
    case 'POST documents':
      return [202, engine.put(uid, body)]
    case 'POST documents/delete-batch':
      return [202, engine.remove(uid, z.array(z.string()).parse(body))]
    case 'POST documents/fetch':
      return [200, engine.fetch(uid, body)]
    case 'GET documents': {
      const fields = asked.get('fields')?.split(',')
      const [limit, offset] = [Number(asked.get('limit')), Number(asked.get('offset'))]
      return [200, engine.fetch(uid, { fields, limit, offset })]
    }
    case 'POST search': {
      const { documents, settings } = engine.index(uid)
      return [200, searchDocuments(documents.values(), settings, body as SearchRequest)]
    }
    default:
      throw new Refused(404, 'not_found')
  }
}

const answerTo = (engine: Engine, method: string, url: URL, body: unknown): Answer => {
  const [first = '', second = '', ...rest] = url.pathname.split('/').slice(1)
  if (first === 'health') return [200, { status: 'available' }]
  if (first === 'version') return [200, { pkgVersion: 'stand-in' }]
  if (first === 'tasks') return [200, engine.tasks[Number(second)]]
  if (first === 'swap-indexes') return [202, engine.swap(body)]
  if (first === 'indexes' && second === '' && method === 'POST')
    return [202, engine.create(z.object({ uid: z.string() }).parse(body).uid)]
  if (first === 'indexes' && second !== '')
    return answerIndex(engine, method, second, rest.join('/'), body, url.searchParams)
  throw new Refused(404, 'not_found')
}

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined
}

const refusalOf = (error: unknown): Refused => {
  if (error instanceof Refused) return error
  if (error instanceof BadFilter) return new Refused(400, 'invalid_search_filter')
  if (error instanceof BadSort) return new Refused(400, 'invalid_search_sort')
  return new Refused(500, 'internal')
}

const serve = async (engine: Engine, request: IncomingMessage, response: ServerResponse) => {
  const send = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  try {
    const body = await readJson(request)
    if (engine.faults.status !== null) throw new Refused(engine.faults.status, 'internal')
    const url = new URL(request.url ?? '/', 'http://stand-in')
    await engine.faults.gate?.(`${request.method} ${url.pathname.split('/').slice(3).join('/')}`)
    send(...answerTo(engine, request.method ?? 'GET', url, body))
  } catch (error) {
    const { status, code } = refusalOf(error)
    send(status, { message: String(error), code, type: 'invalid_request', link: '' })
  }
}

/** @param port 0 takes any free one */
export const startMeilisearchStandIn = async (port = 0): Promise<MeilisearchStandIn> => {
  const engine = new Engine()
  const server = createServer((request, response) => void serve(engine, request, response))
  const listen = async (at: number): Promise<number> => {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const taken = await listen(port)
  const stop = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${taken}`,
    faults: engine.faults,
    stop,
    start: async () => void (await listen(taken)),
    wipe: () => engine.indexes.clear(),
    indexes: () => [...engine.indexes.keys()],
    documents: () => [...engine.indexes.values()].flatMap((index) => [...index.documents.values()]),
    writes: () => engine.tasks.length,
    writesWaiting: () => engine.tasks.filter(({ status }) => status === 'enqueued').length,
    [Symbol.asyncDispose]: stop,
  }
}
