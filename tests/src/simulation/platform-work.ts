// The platform hashes and inflates in threads of its own. A simulation waits for them: how long they
// take must decide nothing.

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

const { subtle } = globalThis.crypto
subtle.digest = counted(subtle.digest)
Response.prototype.arrayBuffer = counted(Response.prototype.arrayBuffer)

/** Resolves when everything has run that waits only for promises and for threads. */
export const settled = async (): Promise<void> => {
  do await new Promise((resolve) => setImmediate(resolve))
  while (underWay > 0)
}
