import { startClient } from '../worker/client-process.ts'
import { openFresh } from './open-fresh.ts'
import type { Run } from './run.ts'

/** A device with everything on its disk is opened anew, in a new process. */
export const coldStart = async ({ worlds, asked, figures }: Run): Promise<void> => {
  for (const world of worlds) {
    const { name, n, port } = world
    await using first = (await openFresh(world, 'owner', port)).client
    await first.ask('close', null)
    await first.end()
    for (let rep = 0; rep < asked.reps; rep++) {
      await using again = await startClient(world.adapter, first.folder)
      const own = await world.admit('owner')
      const { firstPageMs, ms } = await again.ask('open', { port, n, folder: first.folder, own })
      figures.add('start-first-page', name, n, firstPageMs)
      figures.add('start', name, n, ms)
      await again.ask('close', null)
    }
  }
}
