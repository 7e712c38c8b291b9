/** Where the parts of a text that are matched with each other begin anew. */
const BLOCK = /\n(?=\s*(?:\n|[-+*]\s|#{1,6}\s|\d{1,9}[.)]\s))/
const MARKUP = /[*_~`[\]<|]/g
/** About how many pairs of marks are worth comparing, and how many lines are worth making elements of. */
const MOST_PAIRS = 1_000_000
const MOST_LINES = 5000

/** Quotes and lists in each other, on one line or by its indentation; nobody reads them as deep. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){30}/m
const INDENTED = /^[ \t]{80,}(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])/m

/**
 * Would it take long to make Markdown of a text, or more stack than there is? What is in one block is
 * matched with all else in it, so whoever shares a task could freeze the window of who opens it.
 */
export const isHeavy = (text: string): boolean => {
  if (NESTED.test(text) || INDENTED.test(text)) return true
  if (text.split('\n').length > MOST_LINES) return true
  const pairs = text.split(BLOCK).reduce((sum, block) => {
    const marks = block.match(MARKUP)?.length ?? 0
    return sum + marks * marks
  }, 0)
  return pairs > MOST_PAIRS
}
