// @vitest-environment happy-dom
import { isoDate, type Task } from '@holdfast/domain'
import { ModelServer, nthTask, nthUser, userRow } from '@holdfast/sync/testing'
import { act, cleanup, render } from '@testing-library/react'
import { StrictMode, useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Device } from '../device.ts'
import { FakeClock, until } from '../testing/fake-clock.ts'
import { ModelComputer, memoryDisk } from '../testing/model-computer.ts'
import {
  DeviceProvider,
  useIssues,
  useMe,
  useSyncStatus,
  useTask,
  useTasks,
  useUnsent,
  useWaiting,
} from './index.ts'
import { useSearch } from './use-search.ts'

/** What a condition may take on a busy machine, in ms. */
const PATIENCE = 30_000

const ada = nthUser(1)
const one = nthTask(1)
let device: Device
let home: ModelComputer

beforeEach(async () => {
  const clock = new FakeClock()
  const server = new ModelServer({ now: () => isoDate(new Date(clock.now())) })
  server.put(userRow(ada))
  home = new ModelComputer({ server, userId: ada, clock, name: 'a', openStore: memoryDisk() })
  device = (await home.openTab()).device
  await until(() => device.status().loading.done && device.status().link === 'online')
})
afterEach(cleanup)

const answered = async (text: string) => {
  const live = (await device.search()).tasks({ text })
  await vi.waitUntil(() => live.get().isComplete, { timeout: PATIENCE, interval: 1 })
}

const create = (title: string, id = one) => device.mutate('create-task', { id, title }).durable

const drawn = async (hook: () => unknown): Promise<unknown[]> => {
  const seen: unknown[] = []
  const Screen = () => {
    seen.push(hook())
    return null
  }
  render(
    <StrictMode>
      <DeviceProvider device={device}>
        <Screen />
      </DeviceProvider>
    </StrictMode>,
  )
  return seen
}

test('a list is drawn again when it changes, and only then', async () => {
  const seen = await drawn(() => useTasks({ open: true }))
  const before = seen.length
  await act(() => create('Dig'))
  await act(() => until(() => device.status().pending === 0))
  const last = seen.at(-1) as readonly Task[]
  expect(last.map(({ title }) => title)).toEqual(['Dig'])
  const after = seen.length
  expect(after).toBeGreaterThan(before)
  await act(() => device.mutate('edit-profile', { bio: 'Gardener' }).durable)
  await act(() => until(() => device.status().pending === 0))
  expect(seen.length).toBe(after)
  expect(seen.at(-1)).toBe(last)
})

test('a search keeps what it shows until the next query is answered', async () => {
  await act(() => create('Dig the beans'))
  let ask: (text: string) => void = () => undefined
  const seen = await drawn(() => {
    const [text, setText] = useState('beans')
    ask = setText
    return useSearch({ text })
  })
  const last = () => seen.at(-1) as ReturnType<typeof useSearch>
  const titles = () => last().tasks.map(({ title }) => title)
  await act(() => answered('beans'))
  expect(titles()).toEqual(['Dig the beans'])
  const before = seen.length
  act(() => ask('beasn'))
  await act(() => answered('beasn'))
  expect(titles()).toEqual(['Dig the beans'])
  for (const each of seen.slice(before))
    expect((each as ReturnType<typeof useSearch>).tasks).toHaveLength(1)
  act(() => ask('roses'))
  await act(() => answered('roses'))
  expect(titles()).toEqual([])
  await act(() => create('Roses', nthTask(2)))
  expect(titles()).toEqual(['Roses'])
})

test('a task, the account and what is not sent are followed', async () => {
  home.link.cut()
  const seen = await drawn(() => [
    useTask(one)?.title,
    useMe()?.profile.firstName,
    useUnsent(one) !== null,
    useWaiting().length,
    useSyncStatus().saving + useSyncStatus().pending,
    useIssues().length,
  ])
  expect(seen.at(-1)).toEqual([undefined, 'Ada', false, 0, 0, 0])
  await act(() => create('Dig'))
  expect(seen.at(-1)).toEqual(['Dig', 'Ada', true, 1, 1, 0])
  home.link.heal()
  await act(async () => {
    device.syncNow()
    await until(() => device.status().pending === 0)
  })
  await act(() => until(() => device.waiting().length === 0))
  expect(seen.at(-1)).toEqual(['Dig', 'Ada', false, 0, 0, 0])
})
