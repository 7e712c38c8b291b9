import { diffIndices } from 'node-diff3'

/** One text out of two that were written over the same third. */
export interface MergedText {
  text: string
  /** Both changed the same place: there, both wordings stand one after the other. */
  overlaps: boolean
}

/** Lines are compared as whole lines, so the last one gets its end for the time of the merge. */
const END = '\n'

/** About how many steps of the comparison are worth it; a larger change is taken as one. */
const MOST_STEPS = 50_000_000

const linesOf = (text: string): string[] => text.match(/[^\n]*\n/g) ?? []
/** Words with the space that follows them. */
const wordsOf = (text: string): string[] => text.match(/^\s+|\S+\s*/g) ?? []

/**
 * Merges three ways: lines first, then the words of lines that both have changed. What was written on
 * either side is in the result, whatever the other did; where the two overlap, both wordings are.
 * @param base what both began with
 * @param current what the one made of it; stands first where both are kept
 * @param edited what the other made of it
 */
export const mergeText = (base: string, current: string, edited: string): MergedText => {
  if (current === edited || edited === base) return { text: current, overlaps: false }
  if (current === base) return { text: edited, overlaps: false }
  let overlaps = false
  const merged = combine(
    [base, current, edited].map((text) => linesOf(text + END)),
    (sides) => {
      const [, one = '', other = ''] = sides.map((lines) => lines.join(''))
      let clash = false
      const words = combine(
        sides.map((lines) => wordsOf(lines.join(''))),
        () => {
          clash = true
          return []
        },
      )
      if (!clash) return words
      overlaps = true
      return [keepBoth(one, other)]
    },
  )
  return { text: merged.join('').slice(0, -END.length), overlaps }
}

const LIST_ITEM = /^\s*([-*+]|\d+[.)])\s/

/** With one space around each word, so that a part of a word is not found. */
const spaced = (text: string): string => ` ${text.trim().replace(/\s+/g, ' ')} `

/** Not looked for where that takes too long, as in 100,000 times the same letter. */
const holds = (whole: string, part: string): boolean =>
  part.length <= whole.length &&
  (whole.length - part.length) * part.length <= MOST_STEPS &&
  whole.includes(part)

/** Each is whole lines. An item of a list follows at once, anything else as a paragraph of its own. */
const keepBoth = (current: string, edited: string): string => {
  if (holds(spaced(edited), spaced(current))) return edited
  if (holds(spaced(current), spaced(edited))) return current
  return `${current}${LIST_ITEM.test(edited) ? '' : END}${edited}`
}

/** `base[from, to)` is replaced by `put`. */
interface Edit {
  from: number
  to: number
  put: string[]
  side: 1 | 2
}

/**
 * Applies the edits of both sides; where they touch without overlapping, one after the other.
 * @param texts base, current and edited in parts
 * @param clash what becomes of a stretch that both have changed in different ways
 */
const combine = (
  texts: readonly string[][],
  clash: (stretch: string[][]) => string[],
): string[] => {
  const [base = [], current = [], edited = []] = texts
  const edits = [...editsOf(base, current, 1), ...editsOf(base, edited, 2)].sort(
    (a, b) => a.from - b.from || a.to - b.to || a.side - b.side,
  )
  const merged: string[] = []
  let done = 0
  for (let i = 0; i < edits.length; ) {
    const first = edits[i] as Edit
    const { from } = first
    let { to } = first
    const group: Edit[] = []
    for (let next = edits[i]; next && (group.length === 0 || meets(first, to, next)); ) {
      group.push(next)
      to = Math.max(to, next.to)
      next = edits[++i]
    }
    merged.push(...base.slice(done, from))
    const [one, other] = ([1, 2] as const).map((side) => applied(base, from, to, group, side))
    if (group.every(({ side }) => side === first.side))
      merged.push(...((first.side === 1 ? one : other) as string[]))
    else if (one?.join('') === other?.join('')) merged.push(...(one as string[]))
    else merged.push(...clash([base.slice(from, to), one as string[], other as string[]]))
    done = to
  }
  return [...merged, ...base.slice(done)]
}

/** Does an edit reach into the stretch that begins with `first`, or insert in its very place? */
const meets = (first: Edit, to: number, next: Edit): boolean =>
  next.from < to || (first.from === to && next.from === to && next.to === to)

const applied = (
  base: readonly string[],
  from: number,
  to: number,
  edits: readonly Edit[],
  of: Edit['side'],
): string[] => {
  const parts: string[] = []
  let done = from
  for (const edit of edits) {
    if (edit.side !== of) continue
    parts.push(...base.slice(done, edit.from), ...edit.put)
    done = edit.to
  }
  return [...parts, ...base.slice(done, to)]
}

const editsOf = (base: readonly string[], text: readonly string[], side: Edit['side']): Edit[] => {
  const shorter = Math.min(base.length, text.length)
  let head = 0
  while (head < shorter && base[head] === text[head]) head++
  let tail = 0
  while (tail < shorter - head && base.at(-1 - tail) === text.at(-1 - tail)) tail++
  const old = base.slice(head, base.length - tail)
  const put = text.slice(head, text.length - tail)
  if (old.length === 0 && put.length === 0) return []
  if (old.length === 0 || put.length === 0 || steps(old, put) > MOST_STEPS)
    return [{ from: head, to: head + old.length, put, side }]
  return diffIndices(old, put).map(({ buffer1: [at, length], buffer2Content }) => ({
    from: head + at,
    to: head + at + length,
    put: buffer2Content,
    side,
  }))
}

/** How long the comparison may take: it looks at every pair of equal parts, among all matches so far. */
const steps = (old: readonly string[], put: readonly string[]): number => {
  const count = new Map<string, number>()
  for (const part of old) count.set(part, (count.get(part) ?? 0) + 1)
  let pairs = 0
  for (const part of put) pairs += count.get(part) ?? 0
  return pairs * Math.min(old.length, put.length)
}
