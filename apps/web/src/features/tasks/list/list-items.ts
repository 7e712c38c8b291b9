import type { Task } from '@holdfast/domain'
import type { Group } from '../group-tasks.ts'

export type ListItem =
  | { kind: 'group'; key: string; group: Group; folded: boolean }
  | { kind: 'task'; key: string; task: Task; index: number }
  | { kind: 'gap'; key: string }

/** Groups as one flat run of lines for the virtual list, and the tasks in the order they are drawn. */
export function listItems(
  groups: readonly Group[],
  unfolded: ReadonlySet<string>,
): { items: ListItem[]; tasks: Task[] } {
  const items: ListItem[] = []
  const tasks: Task[] = []
  for (const group of groups) {
    const folded = Boolean(group.folded) !== unfolded.has(group.id)
    if (items.length > 0) items.push({ kind: 'gap', key: `gap-${group.id}` })
    items.push({ kind: 'group', key: `group-${group.id}`, group, folded })
    if (folded) continue
    for (const task of group.tasks) {
      items.push({ kind: 'task', key: task.id, task, index: tasks.length })
      tasks.push(task)
    }
  }
  return { items, tasks }
}
