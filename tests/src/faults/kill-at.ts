import { existsSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import pg from 'pg'

/**
 * Loaded into a server before its own program (`node --import`): once the file that `KILL_WHEN` names
 * is there, the process kills itself with SIGKILL at the point of the next push that `KILL_AT` names.
 */
const { KILL_AT = '', KILL_WHEN = '' } = process.env

const dieIf = (point: string): void => {
  if (point === KILL_AT && existsSync(KILL_WHEN)) process.kill(process.pid, 'SIGKILL')
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : String((query as { text?: unknown })?.text ?? '')

/** Connections whose open transaction has written the results of a push. */
const pushing = new WeakSet<pg.Client>()

type Query = (this: pg.Client, ...args: unknown[]) => unknown
const prototype = pg.Client.prototype as unknown as { query: Query }
const { query } = prototype

prototype.query = function (...args) {
  const text = textOf(args[0])
  if (/INSERT INTO sync\.mutations/.test(text)) pushing.add(this)
  const commits = text === 'COMMIT' && pushing.delete(this)
  if (commits) dieIf('before-commit')
  const answer = query.apply(this, args)
  if (commits && answer instanceof Promise) return answer.finally(() => dieIf('after-commit'))
  return answer
}

const end = ServerResponse.prototype.end
ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
  if (this.req.url?.startsWith('/trpc/sync.push')) dieIf('before-reply')
  return end.apply(this, args as Parameters<typeof end>)
} as typeof end
