import type { TaskStatus } from '@holdfast/domain'
import { cutText } from '../cut-text.ts'
import type { ListTarget } from '../import-contract.ts'
import { tagFrom } from './tag-from.ts'

export interface ListSuggestion {
  target: ListTarget
  /** Was the list's name understood, or is this only a safe choice? */
  why: 'name' | 'no-match'
}

const byStatus: readonly [RegExp, TaskStatus][] = [
  [/\b(not done|undone|to be done)\b/, 'todo'],
  [/\b(done|completed?|finished|shipped|released|deployed)\b/, 'completed'],
  [/\b(cancell?ed|rejected|won'?t (do|fix))\b/, 'cancelled'],
  [/\b(review(ing)?|qa|testing|verify(ing)?|approval|ready (to merge|for test))\b/, 'in_review'],
  [/\b(in[ -]progress|doing|wip|working on|in development)\b/, 'in_progress'],
  [/\b(to[ -]?do|up next|next|today|this week|inbox)\b/, 'todo'],
]

/** Lists of what may be done one day: their tasks are open, and the tag keeps them apart. */
const someday: readonly [RegExp, string][] = [
  [/\bbacklog\b/, 'backlog'],
  [/\bideas?\b/, 'idea'],
  [/\bicebox\b/, 'icebox'],
  [/\b(later|someday|future)\b/, 'later'],
]

/** A list is called no longer; it is looked at for each of its cards. */
const MOST_READ = 500

/** What a list of that name most likely stands for; the person decides in the preview. */
export const suggestListTarget = (wholeName: string): ListSuggestion => {
  const listName = cutText(wholeName, MOST_READ)
  const name = listName.toLowerCase()
  const later = someday.find(([words]) => words.test(name))
  if (later) return { target: { status: 'todo', tag: tagFrom(later[1]) }, why: 'name' }
  const known = byStatus.find(([words]) => words.test(name))
  if (known) return { target: { status: known[1], tag: null }, why: 'name' }
  // A slash would begin a project where people write tags.
  const tag = tagFrom(listName.replace(/[/\\]+/g, '-'))
  return { target: { status: 'todo', tag }, why: 'no-match' }
}
