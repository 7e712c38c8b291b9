// @vitest-environment happy-dom
import type { Row } from '@holdfast/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { openTestDevice } from '../../../testing/open-test-device.ts'
import { ada, member, project, projectId, task, taskId } from '../../../testing/seed.ts'
import { recoverDrafts } from './recover-drafts.ts'
import { draftKey, earlierKey, readDraft, type TextPlace, writeDraft } from './text-draft.ts'

const title: TextPlace = { userId: ada, taskId: taskId(1), field: 'title' }
const description: TextPlace = { ...title, field: 'description' }
const viewer: Row[] = [
  { kind: 'project', row: project(1, 'Website') },
  { kind: 'member', row: member(1, { role: 'viewer' }) },
]

async function start(rows: readonly Row[]) {
  const device = await openTestDevice(rows)
  recoverDrafts(device, 0)
  return { device, held: () => device.queries.task(taskId(1)).get() }
}

describe('recoverDrafts', () => {
  beforeEach(() => localStorage.clear())

  it('keeps on the task what a closed page left, and then lets the draft go', async () => {
    writeDraft(draftKey(title), { text: 'Four  CLOSED', base: 'Task 1' })
    writeDraft(draftKey(description), { text: 'Words', base: '' })
    const { device, held } = await start([{ kind: 'task', row: task(1) }])
    await expect.poll(held).toMatchObject({ title: 'Four CLOSED', description: 'Words' })
    await expect.poll(() => localStorage.length).toBe(0)
    expect(device.waiting()).toHaveLength(2)
  })

  it('never writes over a newer value: the draft waits for a word', async () => {
    writeDraft(draftKey(title), { text: 'Four CLOSED', base: 'Task 1' })
    const { device, held } = await start([{ kind: 'task', row: task(1, { title: 'Four NEWER' }) }])
    await expect.poll(() => readDraft(earlierKey(title))?.text).toBe('Four CLOSED')
    expect(readDraft(draftKey(title))).toBeNull()
    expect(held()?.title).toBe('Four NEWER')
    expect(device.waiting()).toEqual([])
  })

  it('forgets a draft that had arrived', async () => {
    writeDraft(draftKey(title), { text: 'Task 1', base: 'Before' })
    const { device } = await start([{ kind: 'task', row: task(1) }])
    await expect.poll(() => localStorage.length).toBe(0)
    expect(device.waiting()).toEqual([])
  })

  it('leaves what belongs to another person, to a task that is not here, or is refused', async () => {
    const others: TextPlace = { ...title, userId: 'another' as typeof ada }
    const unknown: TextPlace = { ...title, taskId: taskId(9) }
    for (const place of [others, unknown, title])
      writeDraft(draftKey(place), { text: 'new', base: 'Task 1' })
    writeDraft(draftKey({ ...title, taskId: taskId(2) }), { text: 'new', base: 'Task 2' })
    const { device, held } = await start([
      ...viewer,
      { kind: 'task', row: task(1, { projectId: projectId(1) }) },
      { kind: 'task', row: task(2) },
    ])
    await expect.poll(() => device.waiting()).toHaveLength(1)
    await expect.poll(() => localStorage.length).toBe(3)
    expect(held()?.title).toBe('Task 1')
    for (const place of [others, unknown, title]) expect(readDraft(draftKey(place))).not.toBeNull()
  })
})
