import { isClosed, type Task } from '@holdfast/domain'

export interface Piece {
  text: string
  hit: boolean
}

const literally = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The words of a query, in lower case. */
export function wordsOf(query: string): string[] {
  return query.normalize('NFC').toLowerCase().split(/\s+/u).filter(Boolean)
}

/** Cuts a text where the words of the query stand in it. The pieces put together are the text. */
export function highlight(text: string, words: readonly string[]): Piece[] {
  if (words.length === 0 || text === '') return [{ text, hit: false }]
  const longest = [...words].sort((a, b) => b.length - a.length)
  const pattern = new RegExp(`(${longest.map(literally).join('|')})`, 'giu')
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
    .filter(({ text: piece }) => piece !== '')
}

const before = 40
const length = 160

/** The part of a description in which the first word is found; null where none is. */
export function snippetOf(text: string, words: readonly string[]): string | null {
  const flat = plainText(text)
  const lower = flat.toLowerCase()
  const at = Math.min(...words.map((word) => lower.indexOf(word)).filter((index) => index >= 0))
  if (!Number.isFinite(at)) return null
  const start = at <= before ? 0 : flat.lastIndexOf(' ', at - before) + 1
  const end = start + length
  return `${start > 0 ? '… ' : ''}${flat.slice(start, end)}${end < flat.length ? ' …' : ''}`
}

/**
 * Lower is better: the whole query at the start of the title, within it, every word in it, some of
 * them, then only below it. Closed work comes after open work that fits about as well.
 */
export function rankOf(
  task: Pick<Task, 'title' | 'status'>,
  query: string,
  words: readonly string[],
): number {
  return titleRank(task.title.toLowerCase(), query, words) + (isClosed(task.status) ? 2.5 : 0)
}

function titleRank(title: string, query: string, words: readonly string[]): number {
  if (title.startsWith(query)) return 0
  if (title.includes(query)) return 1
  const found = words.filter((word) => title.includes(word)).length
  return found === words.length ? 2 : found > 0 ? 3 : 4
}

/** Markdown without its marks, near enough for one line of it. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/gu, '$1')
    .replace(/^\s*(?:#{1,6}|[-*+>]|\d+\.)\s+/gmu, '')
    .replace(/[*`~]{1,3}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
