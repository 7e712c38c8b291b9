import { isoDate, type TaskId, userBucket } from '@holdfast/domain'
import type { Store } from '@holdfast/sync'
import { ModelServer, nthTask, nthUser, userRow } from '@holdfast/sync/testing'
import { openIndexedDbStore } from '../store/indexeddb.ts'
import { FakeClock } from './fake-clock.ts'
import { ModelComputer, type ModelTab, memoryDisk, type OpenStore } from './model-computer.ts'

export const ada = nthUser(1)

/** Computers of one person over a model server, on a clock that the test drives. */
export class DeviceWorld {
  readonly clock = new FakeClock()
  readonly server = new ModelServer({
    now: () => isoDate(new Date(this.clock.now())),
    pageRows: 10,
  })
  private tasks = 100

  constructor() {
    this.server.put(userRow(ada))
  }

  computer(name: string, openStore: OpenStore = memoryDisk()): ModelComputer {
    return new ModelComputer({
      server: this.server,
      userId: ada,
      clock: this.clock,
      name,
      openStore,
    })
  }

  newTaskId(): TaskId {
    return nthTask(++this.tasks)
  }

  add({ device }: ModelTab, title: string): TaskId {
    const id = this.newTaskId()
    device.mutate('create-task', { id, title })
    return id
  }

  titlesOnServer(): string[] {
    return this.server.record
      .rowsIn(userBucket(ada))
      .flatMap((row) => (row.kind === 'task' ? [row.row.title] : []))
      .sort()
  }
}

let databases = 0

export const indexedDb = (): OpenStore => {
  const name = `device-${++databases}`
  return (options) => openIndexedDbStore({ ...options, name })
}

/** A disk that does something else on commit. */
export const tampered = (
  commit: (store: Store, ...how: Parameters<Store['commit']>) => ReturnType<Store['commit']>,
): OpenStore => {
  const open = memoryDisk()
  return async (options) => {
    const store = await open(options)
    const honest = { commit: store.commit.bind(store) } as Store
    store.commit = (changes) => commit(honest, changes)
    return store
  }
}

export const titles = ({ device }: ModelTab): string[] =>
  device.queries
    .tasks({ sort: 'title' })
    .get()
    .map(({ title }) => title)

export const retitle = ({ device }: ModelTab, id: TaskId, value: string) =>
  device.mutate('edit-task', { id, title: { base: 'x', value } })

export const isSent = ({ device }: ModelTab): boolean => {
  const { saving, pending, link } = device.status()
  return saving === 0 && pending === 0 && link === 'online'
}
