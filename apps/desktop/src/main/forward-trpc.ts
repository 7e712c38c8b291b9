import { SignedOut, type WebSession } from '@holdfast/client'
import { z } from 'zod'

export interface ForwardOptions {
  serverUrl: string
  session: Pick<WebSession, 'accessToken' | 'refused'>
  /** Takes the tokens out of what opened a session, and keeps them. */
  signedIn(reply: unknown): unknown
}

/** What may open a session, at once or as the last of several steps. */
const signingIn = new Set([
  'auth.login',
  'auth.register',
  'auth.secondFactor',
  'auth.passkeyLogin',
  'auth.verifyEmail',
])
/** They hand tokens out or take them: main asks these itself. */
const ownBusiness = new Set(['auth.refresh', 'auth.logout'])

/**
 * Answers a page's call of `/trpc` with the server's answer. The page needs no token and sees none:
 * main adds the bearer, and keeps what signing in grants. Offline it answers with a network error.
 */
export const forwardTrpc = async (request: Request, options: ForwardOptions): Promise<Response> => {
  const { pathname, search } = new URL(request.url)
  const procedures = decodeURIComponent(pathname.slice('/trpc/'.length)).split(',')
  const isAlone = procedures.length === 1
  if (procedures.some((name) => ownBusiness.has(name) || (signingIn.has(name) && !isAlone)))
    return new Response(null, { status: 404 })
  const call: Call = {
    url: options.serverUrl + pathname + search,
    method: request.method,
    contentType: request.headers.get('content-type'),
    body: request.method === 'GET' ? null : new Uint8Array(await request.arrayBuffer()),
  }
  try {
    return await (procedures.some((name) => signingIn.has(name))
      ? signIn(call, options)
      : callWithBearer(call, options))
  } catch (error) {
    // As a browser would, so that pages know one kind of being offline.
    if (error instanceof Unreachable) return Response.error()
    throw error
  }
}

/** The server did not answer. */
class Unreachable extends Error {}

interface Call {
  url: string
  method: string
  contentType: string | null
  body: Uint8Array<ArrayBuffer> | null
}

const ask = async (
  { url, method, contentType, body }: Call,
  token: string | null,
): Promise<Response> => {
  const headers = {
    ...(contentType && { 'content-type': contentType }),
    ...(token && { authorization: `Bearer ${token}` }),
  }
  try {
    return await fetch(url, { method, body, headers })
  } catch (cause) {
    throw new Unreachable('no answer', { cause })
  }
}

/** What of the server's answer is a page's. */
const answerOf = (response: Response, body: BodyInit | null = response.body): Response =>
  new Response(body, {
    status: response.status,
    headers: {
      'content-type': response.headers.get('content-type') ?? 'application/json',
      'cache-control': 'no-store',
    },
  })

/** Null where there is no session: the server's refusal says the rest. */
const tokenOf = (session: ForwardOptions['session']): Promise<string | null> =>
  session.accessToken().catch((error: unknown) => {
    if (error instanceof SignedOut) return null
    throw new Unreachable('the session cannot be renewed now', { cause: error })
  })

const callWithBearer = async (call: Call, { session }: ForwardOptions): Promise<Response> => {
  const token = await tokenOf(session)
  const response = await ask(call, token)
  if (response.status !== 401 || token === null) return answerOf(response)
  const refusal = await response.text()
  // A wrong password, asked for again, says nothing of the token; a second try would count.
  if (isAboutPassword(refusal)) return answerOf(response, refusal)
  session.refused(token)
  return answerOf(await ask(call, await tokenOf(session)))
}

const Refusal = z.object({ error: z.object({ data: z.object({ appCode: z.string() }) }) })

const isAboutPassword = (refusal: string): boolean => {
  const answers: unknown = JSON.parse(refusal)
  return [answers].flat().some((answer) => {
    const parsed = Refusal.safeParse(answer)
    return parsed.success && parsed.data.error.data.appCode === 'wrong-credentials'
  })
}

/** Calls of tRPC travel alone, or in a batch by their number. */
const signIn = async (call: Call, { signedIn }: ForwardOptions): Promise<Response> => {
  const isBatch = new URL(call.url).searchParams.has('batch')
  const sent = JSON.parse(new TextDecoder().decode(call.body ?? undefined))
  const asDesktop = (input: object) => ({ ...input, client: 'desktop' })
  const input = isBatch ? { 0: asDesktop(sent[0]) } : asDesktop(sent)
  const body = new TextEncoder().encode(JSON.stringify(input))
  const response = await ask({ ...call, body }, null)
  if (!response.ok) return answerOf(response)
  const reply = await response.json()
  const { data } = (isBatch ? reply[0] : reply).result
  // Another step comes first: a code, or a mail that is to be answered.
  if (isFurtherStep(data)) return answerOf(response, JSON.stringify(reply))
  const shown = { result: { data: signedIn(data) } }
  return answerOf(response, JSON.stringify(isBatch ? [shown] : shown))
}

const isFurtherStep = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'status' in data
