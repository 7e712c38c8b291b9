import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TaskId } from '@holdfast/domain'
import { runAdmin } from '@holdfast/server/testing'
import { uuidv7 } from 'uuidv7'
import { expect, test } from 'vitest'
import { NodeDevice } from './node-device.ts'
import { SystemServer } from './system-server.ts'

const create = (device: NodeDevice, title: string) =>
  device.device.mutate('create-task', { id: TaskId.parse(uuidv7()), title }).durable

const eventually = (condition: () => boolean) =>
  expect.poll(condition, { timeout: 60_000, interval: 25 }).toBe(true)

test('[E2] `holdfast restored` after files were copied back: devices send again what the copy lacks', async () => {
  await using server = await SystemServer.start()
  const files = join(server.data, 'postgres')
  const copy = `${files}-copy`
  await using ada = await NodeDevice.register('ada@example.org', server.url, server.url)
  const shows = async (...titles: string[]): Promise<void> => {
    await eventually(() => ada.isSettled && ada.titles.join() === titles.join())
  }
  await create(ada, 'Task 1')
  await shows('Task 1')
  await server.stop()
  await cp(files, copy, { recursive: true })
  await server.start()
  ada.device.syncNow()
  await create(ada, 'Task 2')
  await shows('Task 1', 'Task 2')
  await server.stop()
  await rm(files, { recursive: true })
  await cp(copy, files, { recursive: true })
  await server.start()
  ada.device.syncNow()
  await shows('Task 1')

  const { code, output } = await runAdmin(server.data, 'restored')
  expect(output).toContain('send again what it lacks')
  expect(code).toBe(0)
  // It learns of it by itself: its socket is closed.
  await shows('Task 1', 'Task 2')
  await using other = await NodeDevice.signIn('ada@example.org', server.url, server.url)
  await eventually(() => other.titles.join() === 'Task 1,Task 2')
})
