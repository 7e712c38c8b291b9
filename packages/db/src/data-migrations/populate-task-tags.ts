import { activityOf, MAX_TAGS, type RowKey, rowKey, TaskId, tagsIn } from '@holdfast/domain'
import type { DataMigration } from './data-migration.ts'

const idOf = (key: RowKey): TaskId => TaskId.parse(key.slice('task:'.length))

/** Tasks without a tag that may name one; the rule itself decides on the row. */
const CANDIDATES = `FROM tasks.tasks
  WHERE ($1::uuid IS NULL OR id > $1) AND tags = '{}'
    AND (strpos(title, '#') > 0 OR strpos(description, '#') > 0)`

const nothing = { patches: [], activity: [] }

/** Of the specification: tags from the `#words` of titles and descriptions, where there are none. */
export const populateTaskTags: DataMigration = {
  name: 'populate-task-tags',
  summary: 'tag tasks that have no tag with the #words of their title and description',

  async next(reader, { after, most }) {
    const found = await reader.rows<{ id: string }>({
      name: 'untagged-tasks',
      text: `SELECT id ${CANDIDATES} ORDER BY id LIMIT $2`,
      values: [after && idOf(after), most],
    })
    return found.map(({ id }) => rowKey('task', id))
  },

  async count(reader, after) {
    const [found] = await reader.rows<{ count: number }>({
      text: `SELECT count(*) AS count ${CANDIDATES}`,
      values: [after && idOf(after)],
    })
    return found?.count ?? 0
  },

  effectOf(rows, key, now) {
    const task = rows.task(idOf(key))
    if (!task || task.tags.length > 0) return nothing
    const tags = tagsIn(`${task.title}\n${task.description ?? ''}`).slice(0, MAX_TAGS)
    if (tags.length === 0) return nothing
    return {
      patches: [{ op: 'update', kind: 'task', id: task.id, set: { tags, updatedAt: now } }],
      activity: [activityOf('task', task.id, 'tagged', task, { tags })],
    }
  },
}
