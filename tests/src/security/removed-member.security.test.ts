import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { serveForTest } from '@holdfast/server/testing/serve'
import { expect, test } from 'vitest'
import { NodeDevice } from '../system/node-device.ts'

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const asText = (value: unknown): string => {
  if (!(value instanceof Uint8Array)) return String(value)
  return (isGzip(value) ? gunzipSync(value) : Buffer.from(value)).toString()
}

/** Everything that a device's store holds, as one text. */
const storedIn = (file: string): string => {
  using database = new DatabaseSync(file, { readOnly: true })
  const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  return tables
    .flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all())
    .flatMap((row) => Object.values(row).map(asText))
    .join('\n')
}

test('[D14] the device of a removed member forgets what it had of the project, on its disk too', async () => {
  await using served = await serveForTest()
  const ada = await served.signUp()
  const email = 'bob@example.org'
  await using bob = await NodeDevice.register(email, served.url, served.url)
  const { data: project } = await served.post('projects.create', { name: 'Secret garden' }, ada)
  const adding = { projectId: project.id, email, role: 'editor' }
  expect((await served.post('projects.addMember', adding, ada)).status).toBe(200)
  const title = 'Where the key lies'
  await served.post('tasks.create', { title, projectId: project.id }, ada)
  await expect.poll(() => bob.titles).toContain(title)
  await expect.poll(() => storedIn(bob.file)).toContain(title)

  const { data: found } = await served.query('projects.get', { id: project.id }, ada)
  const [, userId] = found.memberIds as string[]
  const removal = { projectId: project.id, userId }
  expect((await served.post('projects.removeMember', removal, ada)).status).toBe(200)
  await expect.poll(() => bob.titles).toEqual([])
  await expect.poll(() => storedIn(bob.file)).not.toContain(title)
  expect(storedIn(bob.file)).not.toContain('Secret garden')
})
