import { beforeEach, expect, it } from 'vitest'
import { followWorker } from './follow-worker.ts'

const worker = {} as ServiceWorker
let said: string[]
let tell: (type: string, event?: object) => void
let follower: ReturnType<typeof followWorker>

interface State {
  waiting: ServiceWorker | null
  installing: ServiceWorker | null
}

const registration = (
  state: Partial<State> = {},
  update: () => Promise<unknown> = () => Promise.resolve(),
) => ({
  waiting: null,
  installing: null,
  update: update as () => Promise<ServiceWorkerRegistration>,
  ...state,
})

beforeEach(() => {
  said = []
  const listeners = new Map<string, (event: object) => void>()
  tell = (type, event = {}) => listeners.get(type)?.(event)
  const workbox = {
    addEventListener: (type: string, listener: unknown) =>
      void listeners.set(type, listener as (event: object) => void),
    messageSkipWaiting: () => void said.push('skip waiting'),
  }
  follower = followWorker(workbox as Parameters<typeof followWorker>[0], {
    reloadPage: () => void said.push('reload'),
    ready: () => void said.push('ready'),
  })
})

it('offers a version that waits, and reloads when that has taken over', async () => {
  tell('waiting')
  expect(said).toEqual(['ready'])
  await follower.renew(registration({ waiting: worker }))
  expect(said).toEqual(['ready', 'skip waiting'])
  tell('controlling', { isUpdate: true })
  expect(said).toEqual(['ready', 'skip waiting', 'reload'])
})

it('offers a reload where another tab let the new version take over, and does it', async () => {
  tell('controlling', { isUpdate: true })
  expect(said).toEqual(['ready'])
  await follower.renew(registration())
  expect(said).toEqual(['ready', 'reload'])
})

it('does not take the first worker of a page for a new version', () => {
  tell('controlling', { isUpdate: false })
  expect(said).toEqual([])
})

it('fetches the new version first where none is known yet', async () => {
  const found: ReturnType<typeof registration> = registration({}, async () => {
    found.installing = worker
  })
  await follower.renew(found)
  expect(said).toEqual([])
  tell('waiting')
  tell('controlling', { isUpdate: true })
  expect(said).toEqual(['skip waiting', 'reload'])
})

it('reloads all the same without a network', async () => {
  await follower.renew(registration({}, () => Promise.reject(new TypeError('offline'))))
  expect(said).toEqual(['reload'])
})
