import { memoryMiB } from '../measure/process-tree.ts'
import { openFresh } from './open-fresh.ts'
import type { Run } from './run.ts'
import { whenResting } from './when-resting.ts'

/** Memory of a client after its first sync and a collection, and of the server with two attached. */
export const memory = async ({ sides, figures, asked }: Run): Promise<void> => {
  const reps = Math.min(asked.reps, 3)
  for (let rep = 0; rep < reps; rep++)
    for (const side of sides) {
      const { name, n } = side
      await using one = (await openFresh(side, 'owner', side.port)).client
      figures.add('client-memory', name, n, (await one.ask('memory', null)).mib)
      await using _other = (await openFresh(side, 'member', side.port)).client
      await whenResting(side)
      figures.add('server-memory', name, n, memoryMiB(side.pids()))
      figures.add('database-memory', name, n, memoryMiB(side.databasePids()))
    }
}
