import type { Conflict, ConflictId } from '@holdfast/domain'
import { dawn, nthTask, nthUser, taskRow } from '@holdfast/sync/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { ada, DeviceWorld, isSent } from './testing/device-world.ts'
import { until } from './testing/fake-clock.ts'

let world: DeviceWorld
beforeEach(() => {
  world = new DeviceWorld()
})

describe('a conflict', () => {
  const conflict: Conflict = {
    id: nthTask(900) as string as ConflictId,
    userId: ada,
    taskId: nthTask(1),
    projectId: null,
    field: 'title',
    kind: 'overruled',
    base: 'Dig',
    lost: 'Rest',
    kept: 'Sow',
    by: nthUser(2),
    at: dawn,
    dismissedAt: null,
    version: 1,
  }
  const withConflict = async () => {
    const home = world.computer('a')
    world.server.put(taskRow(nthTask(1), ada, { title: 'Sow' }), {
      kind: 'conflict',
      row: conflict,
    })
    const tab = await home.openTab()
    await until(() => tab.device.issues().length === 1)
    return { home, tab }
  }

  test('[C7] is an issue with both values, named after its task, in every tab', async () => {
    const { home, tab } = await withConflict()
    const issue = { kind: 'overruled', title: 'Sow', at: dawn, conflict: { lost: 'Rest' } }
    expect(tab.device.issues()).toMatchObject([issue])
    expect(tab.device.status().issues).toBe(1)
    const other = await home.openTab()
    await until(() => other.device.issues().length === 1)
    expect(other.device.issues()).toMatchObject([issue])
  })

  test('[C8] is dismissed without a network and put back, and the server hears of it', async () => {
    const { home, tab } = await withConflict()
    home.link.cut()
    tab.device.mutate('dismiss-conflict', { id: conflict.id })
    expect(tab.device.issues()).toEqual([])
    tab.device.mutate('dismiss-conflict', { id: conflict.id, dismissed: false })
    expect(tab.device.issues()).toHaveLength(1)
    tab.device.mutate('dismiss-conflict', { id: conflict.id })
    home.link.heal()
    tab.device.syncNow()
    await until(() => isSent(tab))
    expect(tab.device.issues()).toEqual([])
    expect(world.server.record.conflict(conflict.id)?.dismissedAt).not.toBeNull()
  })
})
