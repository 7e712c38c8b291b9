/** A server of a test: what each procedure answers, or why not. */
export type Answering = (procedure: string, input: unknown) => unknown

/** Refuses a call of a test as the server would. */
export class Refused extends Error {
  readonly appCode: string

  constructor(appCode: string, message: string) {
    super(message)
    this.appCode = appCode
  }
}

const inputsOf = (url: URL, init: RequestInit | undefined): unknown => {
  if (typeof init?.body === 'string') return JSON.parse(init.body)
  const text = url.searchParams.get('input')
  return text === null ? {} : JSON.parse(text)
}

const answerOf = (answering: Answering, procedure: string, input: unknown) => {
  try {
    return { result: { data: answering(procedure, input) } }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { message, appCode } = error
    return { error: { message, code: -32600, data: { appCode, code: 'CONFLICT' } } }
  }
}

/**
 * Answers every call of a procedure in place of the server. To be called within `vi.hoisted`: the
 * client takes hold of `fetch` as soon as it is loaded.
 * @param answering throws `TypeError` where the server is away
 */
export function answerCalls(answering: Answering): void {
  const real = window.fetch.bind(window)
  window.fetch = async (to, init) => {
    const url = new URL(to instanceof Request ? to.url : String(to), location.href)
    if (!url.pathname.startsWith('/trpc/')) return real(to, init)
    const inputs = inputsOf(url, init) as Record<string, unknown>
    const procedures = url.pathname.slice('/trpc/'.length).split(',')
    return Response.json(
      procedures.map((procedure, i) => answerOf(answering, procedure, inputs[i] ?? {})),
    )
  }
}
