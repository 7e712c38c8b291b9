import { syncBuiltinESMExports } from 'node:module'
import zlib from 'node:zlib'

// The platform hashes, packs and unpacks in threads of its own. A simulation waits for them: how long
// they take must decide nothing.

let underWay = 0

const counted = <This, Args extends unknown[], Value>(
  work: (this: This, ...args: Args) => Promise<Value>,
) =>
  function (this: This, ...args: Args): Promise<Value> {
    underWay++
    return work.apply(this, args).finally(() => {
      underWay--
    })
  }

type Tell = (error: Error | null, result: Buffer) => void

/** As `counted`, of what tells by a callback, which comes last. */
const countedTelling =
  (work: (...args: never[]) => void) =>
  (...args: unknown[]): void => {
    const tell = args.at(-1) as Tell
    underWay++
    const told: Tell = (error, result) => {
      underWay--
      tell(error, result)
    }
    work(...([...args.slice(0, -1), told] as never[]))
  }

const { subtle } = globalThis.crypto
subtle.digest = counted(subtle.digest)
Response.prototype.arrayBuffer = counted(Response.prototype.arrayBuffer)
Object.assign(zlib, { gzip: countedTelling(zlib.gzip), gunzip: countedTelling(zlib.gunzip) })
syncBuiltinESMExports()

/** Resolves when everything has run that waits only for promises and for threads. */
export const settled = async (): Promise<void> => {
  do await new Promise((resolve) => setImmediate(resolve))
  while (underWay > 0)
}
