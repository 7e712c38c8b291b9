import { testDatabase } from '@holdfast/db/testing'
import { expect, test } from 'vitest'
import { serveForTest } from '../testing/serve.ts'

const WITHIN = { timeout: 25_000, interval: 50 }

test.each([
  ['the record itself', false],
  ['a database of its own', true],
])('what a person does is counted in %s, and told to them', async (_, apart) => {
  await using other = apart ? await testDatabase() : null
  await using served = await serveForTest({ analyticsUrl: other?.url ?? null })
  const headers = await served.signUp()
  const project = await served.post('projects.create', { name: 'Garden' }, headers)
  const projectId = project.data.id
  const { data } = await served.post('tasks.create', { title: 'Dig', projectId }, headers)
  await served.post('tasks.setStatus', { id: data.id, status: 'in_progress' }, headers)
  await served.post('tasks.setStatus', { id: data.id, status: 'completed' }, headers)

  const progress = async () => {
    const { data } = await served.query('stats.projectProgress', { projectId }, headers)
    const last = (list: unknown) => (list as number[]).at(-1)
    return { created: last(data.created), completed: last(data.completed), tasks: data.tasks }
  }
  const tasks = expect.objectContaining({ completed: 1, todo: 0 })
  await expect.poll(progress, WITHIN).toEqual({ created: 1, completed: 1, tasks })
  const exposed = async () => (await fetch(`${served.url}/metrics`)).text()
  await expect
    .poll(exposed, WITHIN)
    .toContain('holdfast_events_total{consumer="analytics-recorder",outcome="done"} 3')
})
