import { postgresSearchIndex } from '@holdfast/infra/search/postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Api, openWorld, type Person, refusal, type World } from './testing/world.ts'

let world: World
let ada: Person
let eve: Person
beforeAll(async () => {
  world = await openWorld(postgresSearchIndex)
  ada = await world.person('Ada')
  eve = await world.person('Eve')
})
afterAll(() => world[Symbol.asyncDispose]())

describe('another person’s id is answered as an unknown one', () => {
  const onTask: Record<string, (api: Api, id: string) => Promise<unknown>> = {
    'tasks.get': (api, id) => api.tasks.get({ id }),
    'tasks.history': (api, id) => api.tasks.history({ id }),
    'tasks.update': (api, id) => api.tasks.update({ id, title: 'x' }),
    'tasks.update of tags': (api, id) => api.tasks.update({ id, tags: ['x'] }),
    'tasks.update of place': (api, id) => api.tasks.update({ id, projectId: null }),
    'tasks.assign': (api, id) => api.tasks.assign({ id, assignedTo: eve.user.id }),
    'tasks.setStatus': (api, id) => api.tasks.setStatus({ id, status: 'completed' }),
    'tasks.delete': (api, id) => api.tasks.delete({ id }),
    'tasks.restore': (api, id) => api.tasks.restore({ id }),
  }

  test.each(Object.entries(onTask))('%s', async (_, call) => {
    const { id: projectId } = await ada.api.projects.create({ name: 'Private' })
    const personal = await ada.api.tasks.create({ title: 'Private' })
    const inProject = await ada.api.tasks.create({ title: 'Private', projectId })
    const unknown = await refusal(call(eve.api, crypto.randomUUID()))
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', appCode: 'task-not-found' })
    expect(await refusal(call(eve.api, personal.id))).toEqual(unknown)
    expect(await refusal(call(eve.api, inProject.id))).toEqual(unknown)
    expect(await ada.api.tasks.get({ id: personal.id })).toMatchObject(personal)
    expect(await ada.api.tasks.get({ id: inProject.id })).toMatchObject(inProject)
  })

  const onProject: Record<string, (api: Api, id: string) => Promise<unknown>> = {
    'projects.get': (api, id) => api.projects.get({ id }),
    'projects.update': (api, id) => api.projects.update({ id, name: 'x' }),
    'projects.update of status': (api, id) => api.projects.update({ id, status: 'deleted' }),
    'projects.addMember': (api, projectId) =>
      api.projects.addMember({ projectId, email: eve.user.email, role: 'owner' }),
    'projects.removeMember': (api, projectId) =>
      api.projects.removeMember({ projectId, userId: ada.user.id }),
    'projects.setMemberRole': (api, projectId) =>
      api.projects.setMemberRole({ projectId, userId: ada.user.id, role: 'viewer' }),
    'tasks.create in it': (api, projectId) => api.tasks.create({ title: 'x', projectId }),
  }

  test.each(Object.entries(onProject))('%s', async (_, call) => {
    const project = await ada.api.projects.create({ name: 'Private' })
    const unknown = await refusal(call(eve.api, crypto.randomUUID()))
    expect(unknown).toMatchObject({ code: 'NOT_FOUND', appCode: 'project-not-found' })
    expect(await refusal(call(eve.api, project.id))).toEqual(unknown)
    expect(await ada.api.projects.get({ id: project.id })).toMatchObject(project)
  })

  test('a task that its creator made in a project they have left, sent again', async () => {
    const { id: projectId } = await ada.api.projects.create({ name: 'Private' })
    await ada.api.projects.addMember({ projectId, email: eve.user.email, role: 'editor' })
    const { id } = await eve.api.tasks.create({ title: 'Draft', projectId })
    await ada.api.projects.removeMember({ projectId, userId: eve.user.id })
    await ada.api.tasks.update({ id, title: 'What Eve may not read' })
    expect(await refusal(eve.api.tasks.create({ id, title: 'Draft', projectId }))).toMatchObject({
      code: 'NOT_FOUND',
      appCode: 'task-not-found',
    })
    expect(await ada.api.tasks.get({ id })).toMatchObject({ title: 'What Eve may not read' })
  })

  test('filters reach nothing that is not the caller’s', async () => {
    const { id: projectId } = await ada.api.projects.create({ name: 'Private' })
    await ada.api.tasks.create({ title: 'Quokka', projectId })
    const filters = { projectId, createdBy: ada.user.id }
    expect((await eve.api.tasks.list({ filters })).items).toEqual([])
    expect((await eve.api.tasks.search({ query: 'quokka', filters })).items).toEqual([])
    expect((await ada.api.tasks.search({ query: 'quokka', filters })).items).toHaveLength(1)
  })
})
