import type { Side } from '../side.ts'
import { type ClientProcess, startClient } from '../worker/client-process.ts'
import type { Operations } from '../worker/protocol.ts'

interface OpenedClient {
  client: ClientProcess
  opened: Operations['open']['answer']
}

/**
 * Opens a fresh client of a side in a process of its own and waits until it has every task.
 * @param admitted called when the client is signed in, which is meant to be costly, and not open yet
 * @throws Error when some tasks are missing
 */
export const openFresh = async (
  side: Side,
  who: 'owner' | 'member',
  port: number,
  admitted: () => void = () => undefined,
): Promise<OpenedClient> => {
  const client = await startClient(side.adapter)
  try {
    const own = await side.admit(who)
    admitted()
    const opened = await client.ask('open', { port, n: side.n, folder: client.folder, own })
    if (opened.rows < side.n) throw new Error(`${side.name}: ${opened.rows} of ${side.n} tasks`)
    return { client, opened }
  } catch (error) {
    await client[Symbol.asyncDispose]()
    throw error
  }
}
