import type { TaskPriority } from '@holdfast/domain'
import { handleMatches, handleOf, type QuickAddWorld } from './parse-quick-add.ts'

export interface Suggestion {
  /** What goes into the line, with its mark. */
  insert: string
  name: string
  kind: 'project' | 'assignee' | 'tag' | 'priority'
  id: string
}

export interface Suggestions {
  /** Where the word under the caret begins and ends. */
  start: number
  end: number
  options: Suggestion[]
}

const priorities: readonly TaskPriority[] = ['critical', 'high', 'medium', 'low']
const most = 6

/** What could be meant by the marked word that the caret stands in; null outside of one. */
export function suggestionsAt(
  text: string,
  caret: number,
  world: Pick<QuickAddWorld, 'projects' | 'people'> & { tags: readonly string[] },
): Suggestions | null {
  const start = text.slice(0, caret).search(/(?<=^|\s)[#@!/]\S*$/u)
  if (start < 0) return null
  const mark = text.charAt(start)
  const typed = text.slice(start + 1, caret)
  const options = optionsFor(mark, typed, world).slice(0, most)
  const exact = options.length === 1 && options[0]?.insert === text.slice(start, caret)
  return options.length === 0 || exact ? null : { start, end: caret, options }
}

function optionsFor(
  mark: string,
  typed: string,
  world: Parameters<typeof suggestionsAt>[2],
): Suggestion[] {
  if (mark === '/') {
    return world.projects
      .filter(({ name }) => handleMatches(name, typed))
      .map(({ id, name }) => ({ kind: 'project', id, name, insert: `/${handleOf(name)}` }))
  }
  if (mark === '@') {
    return world.people
      .filter(({ name }) => handleMatches(name, typed))
      .map(({ id, name }) => ({ kind: 'assignee', id, name, insert: `@${handleOf(name)}` }))
  }
  if (mark === '!') {
    return priorities
      .filter((name) => name.startsWith(typed.toLowerCase()))
      .map((name) => ({ kind: 'priority', id: name, name, insert: `!${name}` }))
  }
  return world.tags
    .filter((tag) => tag.startsWith(typed.toLowerCase()))
    .map((tag) => ({ kind: 'tag', id: tag, name: tag, insert: `#${tag}` }))
}

/** The line with the chosen word in it and a blank after it, and where the caret then stands. */
export function insertSuggestion(
  text: string,
  { start, end }: Suggestions,
  { insert }: Suggestion,
): { text: string; caret: number } {
  const after = text.slice(end).replace(/^\S*\s?/u, '')
  const head = `${text.slice(0, start)}${insert} `
  return { text: head + after, caret: head.length }
}
