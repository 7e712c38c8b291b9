import type { Envelope } from 'rabbitmq-client'

/** The client would parse `application/json` itself, and give up the connection where it cannot. */
const CONTENT_TYPE = 'application/vnd.holdfast.event+json'

/** The broker's count of deliveries begins anew in every queue, so a message carries its own. */
const ATTEMPT = 'x-attempt'

export const envelopeOf = (messageId: string | undefined, attempt: number): Envelope => ({
  durable: true,
  contentType: CONTENT_TYPE,
  ...(messageId !== undefined && { messageId }),
  headers: { [ATTEMPT]: attempt },
})

export const encode = (event: unknown): Buffer => Buffer.from(JSON.stringify(event))

/** A body that is no JSON is a text that is no event. */
export const decode = (body: unknown): unknown => {
  if (!Buffer.isBuffer(body)) return body
  const text = body.toString()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const attemptOf = (headers: Envelope['headers']): number => Number(headers?.[ATTEMPT] ?? 1)
