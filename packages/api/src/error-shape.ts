import { randomUUID } from 'node:crypto'
import { AppError, type ErrorKind } from '@holdfast/domain'
import { TRPCError } from '@trpc/server'
import { z } from 'zod'

/** One rejected field of an input: where it is and what is wrong with it. */
export interface FieldIssue {
  path: string
  message: string
}

const codes: Record<ErrorKind, TRPCError['code']> = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'too-many': 'TOO_MANY_REQUESTS',
  busy: 'SERVICE_UNAVAILABLE',
}

/** The one place where an expected failure becomes an answer. */
export const toTrpcError = (error: AppError): TRPCError =>
  new TRPCError({ code: codes[error.kind], message: error.message, cause: error })

const transportCodes: Partial<Record<TRPCError['code'], string>> = {
  PARSE_ERROR: 'bad-input',
  BAD_REQUEST: 'bad-input',
  NOT_FOUND: 'procedure-not-found',
  METHOD_NOT_SUPPORTED: 'method-not-supported',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  PAYLOAD_TOO_LARGE: 'too-large',
  CLIENT_CLOSED_REQUEST: 'cancelled',
  SERVICE_UNAVAILABLE: 'busy',
}

const supportIds = new WeakMap<TRPCError, string>()

/** Names one unexpected failure in the answer and in the log. */
export const supportIdOf = (error: TRPCError): string => {
  const known = supportIds.get(error)
  if (known) return known
  const id = randomUUID()
  supportIds.set(error, id)
  return id
}

const issuesOf = ({ issues }: z.core.$ZodError): FieldIssue[] =>
  issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))

const isZodError = (value: unknown): value is z.core.$ZodError => value instanceof z.core.$ZodError

/** What is said of an error beside its HTTP status. A bug is named by its support id alone. */
export interface ErrorAnswer {
  message: string
  appCode: string
  issues?: FieldIssue[]
  supportId?: string
  /** When to ask again, in seconds. */
  retryAfter?: number
}

export const errorAnswer = (error: TRPCError): ErrorAnswer => {
  const { cause, code } = error
  if (cause instanceof AppError) {
    const issues = isZodError(cause.cause) ? issuesOf(cause.cause) : undefined
    const { message, code: appCode, retryAfter } = cause
    return {
      message,
      appCode,
      ...(issues && { issues }),
      ...(retryAfter !== undefined && { retryAfter }),
    }
  }
  if (code === 'BAD_REQUEST' && isZodError(cause))
    return {
      message: 'Some values are not allowed.',
      appCode: 'bad-input',
      issues: issuesOf(cause),
    }
  const appCode = transportCodes[code]
  if (appCode) return { message: error.message, appCode }
  const supportId = supportIdOf(error)
  return {
    message: `The server could not do that. The fault is logged as ${supportId}.`,
    appCode: 'internal',
    supportId,
  }
}
