/** What the server is to say no with. */
export interface Refused {
  appCode: string
  httpStatus?: number
  message?: string
  retryAfter?: number
}

// biome-ignore lint/suspicious/noExplicitAny: every procedure has an input of its own
type Answer = (input: any) => unknown

interface Asked {
  procedure: string
  input: unknown
}

/**
 * The server of tests of screens: what it answers by name of procedure; whoever asks for
 * nothing of that is offline.
 * Imported before whatever talks to the server, which takes hold of `fetch` when it is loaded.
 */
export const fakeServer = {
  answers: {} as Record<string, Answer>,
  asked: [] as Asked[],
  /** Forgets all that was said and asked. */
  reset(answers: Record<string, Answer> = {}) {
    this.answers = answers
    this.asked = []
  },
  askedFor(procedure: string): unknown[] {
    return this.asked.filter((one) => one.procedure === procedure).map(({ input }) => input)
  },
}

/** Thrown by an answer: the server refuses. */
class ServerRefusal extends Error {
  readonly refused: Refused
  constructor(refused: Refused) {
    super(refused.message ?? refused.appCode)
    this.refused = refused
  }
}

export const refuse =
  (refused: Refused): Answer =>
  () => {
    throw new ServerRefusal(refused)
  }

async function reply(procedure: string, input: unknown): Promise<unknown> {
  fakeServer.asked.push({ procedure, input })
  const answer = fakeServer.answers[procedure] ?? refuse({ appCode: 'busy', httpStatus: 503 })
  try {
    return { result: { data: await answer(input) } }
  } catch (error) {
    if (!(error instanceof ServerRefusal)) throw error
    const { appCode, httpStatus = 400, retryAfter } = error.refused
    const data = { code: 'BAD_REQUEST', httpStatus, appCode, path: procedure, retryAfter }
    return { error: { code: -32600, message: error.message, data } }
  }
}

const real = window.fetch.bind(window)
window.fetch = async (to, init) => {
  const url = new URL(to instanceof Request ? to.url : String(to), location.href)
  if (!url.pathname.startsWith('/trpc/')) return real(to, init)
  const sent = typeof init?.body === 'string' ? init.body : url.searchParams.get('input')
  const inputs = JSON.parse(sent ?? '{}')
  const isBatch = url.searchParams.has('batch')
  const procedures = url.pathname.slice('/trpc/'.length).split(',')
  if (!procedures.some((procedure) => procedure in fakeServer.answers))
    throw new TypeError('Failed to fetch')
  const answers = await Promise.all(
    procedures.map((procedure, i) => reply(procedure, isBatch ? inputs[i] : inputs)),
  )
  return Response.json(isBatch ? answers : answers[0])
}
