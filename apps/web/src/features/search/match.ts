import { fitOf, foldText, termsOf } from '@holdfast/client/search'

export interface Piece {
  text: string
  hit: boolean
}

const BEGINS = 3
const WORD = /(\p{RI}{2}|[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic})/u

/** Cuts a text where the words of the query stand in it. The pieces put together are the text. */
export function highlight(text: string, words: readonly string[]): Piece[] {
  const pieces: Piece[] = []
  const add = (piece: string, hit: boolean) => {
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += piece
    else if (piece !== '') pieces.push({ text: piece, hit })
  }
  for (const [index, piece] of text.split(WORD).entries()) {
    const marked = index % 2 === 1 ? marksOf(piece, words) : []
    let from = 0
    for (let at = 1; at <= piece.length; at++) {
      if (at < piece.length && Boolean(marked[at]) === Boolean(marked[from])) continue
      add(piece.slice(from, at), Boolean(marked[from]))
      from = at
    }
  }
  return pieces.length > 0 ? pieces : [{ text, hit: false }]
}

/** Which code units of one word of a text are marked. */
function marksOf(piece: string, words: readonly string[]): boolean[] {
  const marked: boolean[] = []
  const folded = foldText(piece)
  // Where folding made it longer or shorter, its parts cannot be told any more.
  const isWhole = folded.length !== piece.length
  const mark = (from: number, to: number) => {
    const end = isWhole ? piece.length : to
    for (let at = isWhole ? 0 : from; at < end; at++) marked[at] = true
  }
  const [first = ''] = termsOf(piece)
  for (const [index, word] of words.entries()) {
    if (first === folded) {
      const fit = fitOf(folded, word, index === words.length - 1)
      if (fit > 0) mark(0, fit >= BEGINS ? word.length : piece.length)
    } else {
      // Without spaces a word may begin anywhere.
      for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1))
        mark(at, at + word.length)
    }
  }
  return marked
}

const before = 40
const length = 160

/** The part of a description in which the first word is found; null where none is. */
export function snippetOf(text: string, words: readonly string[]): string | null {
  const flat = plainText(text)
  const [first, second] = highlight(flat, words)
  const at = first?.hit ? 0 : second ? (first?.text.length ?? 0) : null
  if (at === null) return null
  const start = at <= before ? 0 : flat.lastIndexOf(' ', at - before) + 1
  const end = start + length
  return `${start > 0 ? '… ' : ''}${flat.slice(start, end)}${end < flat.length ? ' …' : ''}`
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
