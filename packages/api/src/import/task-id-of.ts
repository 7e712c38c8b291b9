import { createHash } from 'node:crypto'
import { type ProjectId, TaskId } from '@holdfast/domain'

/**
 * The id of the task that an item of a source becomes in a project: the same every time, so that a
 * second import meets what the first one made. UUID version 8 of RFC 9562, over SHA-256.
 */
export const taskIdOf = (projectId: ProjectId, source: string, sourceId: string): TaskId => {
  const hash = createHash('sha256')
    .update(JSON.stringify([projectId, source, sourceId]))
    .digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = hash.toString('hex', 0, 16)
  return TaskId.parse(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
      '-',
    ),
  )
}
