import type { ScheduledJob } from './port.ts'
import { openJobQueue, type QueueOptions } from './queue.ts'
import { startWorker } from './worker.ts'

/** Does scheduled jobs alone, until it is disposed. @throws Error when the database does not answer */
export const workScheduled = async (
  options: QueueOptions,
  scheduled: readonly ScheduledJob[],
): Promise<AsyncDisposable> => {
  await using stack = new AsyncDisposableStack()
  const queue = stack.use(await openJobQueue(options))
  stack.use(await startWorker(queue, { scheduled }))
  return stack.move()
}
