import type { Device } from '@holdfast/client'
import type { ProjectId, Task, TaskId } from '@holdfast/domain'
import type { Opened, Write } from '../worker/adapter.ts'

/** Rows of a list that a screen shows at once. */
const FIRST_PAGE = 50

export interface DrivenOptions {
  projectId: ProjectId
  n: number
  /** A monotonic clock, in milliseconds. */
  now: () => number
}

/** A device as a person has it: with a list of open work that is looked at all the time. */
export class DeviceClient {
  readonly opened: Promise<Opened>
  private readonly device: Device
  private readonly settled = new Set<() => void>()

  constructor(device: Device, { projectId, n, now }: DrivenOptions) {
    this.device = device
    const list = device.queries.tasks({ project: projectId, open: true, sort: 'manual' })
    const opened = Promise.withResolvers<Opened>()
    this.opened = opened.promise
    let firstPageAt = 0
    const look = () => {
      if (firstPageAt === 0 && list.get().length >= FIRST_PAGE) firstPageAt = now()
      const { loading } = device.status()
      // The person's own rows and the project's come on top of the tasks.
      if (firstPageAt > 0 && loading.done && loading.rows > n)
        opened.resolve({ firstPageAt, allAt: now(), rows: loading.rows })
    }
    list.get()
    list.subscribe(look)
    device.onStatus(() => {
      look()
      this.tellSettled()
    })
    look()
  }

  watch(id: TaskId, seen: (title: string) => void): void {
    const task = this.device.queries.task(id)
    let last = task.get()?.title
    task.subscribe(() => {
      const title = task.get()?.title
      if (title === undefined || title === last) return
      last = title
      seen(title)
    })
  }

  /** @throws Error when the live query does not show it at once */
  write(id: TaskId, title: Task['title']): Write {
    const task = this.device.queries.task(id)
    const base = task.get()?.title
    if (base === undefined) throw new Error(`there is no task ${id}`)
    const { durable } = this.device.mutate('edit-task', { id, title: { base, value: title } })
    if (task.get()?.title !== title) throw new Error('the write is not drawn')
    return { local: durable, acked: durable.then(() => this.whenSettled()) }
  }

  waiting(): number {
    const { saving, pending } = this.device.status()
    return saving + pending
  }

  private whenSettled(): Promise<void> {
    if (this.waiting() === 0) return Promise.resolve()
    return new Promise((resolve) => this.settled.add(resolve))
  }

  private tellSettled(): void {
    if (this.settled.size === 0 || this.waiting() > 0) return
    for (const resolve of this.settled) resolve()
    this.settled.clear()
  }
}
