import { isClosed, type Task } from '@holdfast/domain'
import { foldText } from './fold-text.ts'
import { fieldsOf, pointsFor, scoreOf, type TextDoc } from './score.ts'

/** What is indexed of a task. */
export const docOf = (task: Task): TextDoc => ({
  title: task.title,
  description: task.description ?? '',
  tags: task.tags.join(' '),
  isClosed: isClosed(task.status),
  createdAt: Date.parse(task.createdAt),
})

/** How well a task fits the words of a query; 0 where it does not. */
export const scoreOfTask = (task: Task, words: readonly string[]): number => {
  const doc = docOf(task)
  return scoreOf(pointsFor(fieldsOf(doc), words), doc.isClosed)
}

interface Scan {
  words: readonly string[]
  isShown: (task: Task) => boolean
  limit: number
}

/**
 * Finds without an index, words as they are typed and no typos, and not more than `limit`: what
 * there is to show until the index is built.
 */
export const scan = (tasks: Iterable<Task>, { words, isShown, limit }: Scan): Task[] => {
  const found: Task[] = []
  if (words.length === 0) return found
  for (const task of tasks) {
    if (!isShown(task)) continue
    const text = foldText(`${task.title}\n${task.tags.join(' ')}\n${task.description ?? ''}`)
    if (!words.every((word) => text.includes(word)) || scoreOfTask(task, words) === 0) continue
    if (found.push(task) === limit) break
  }
  return found
}
