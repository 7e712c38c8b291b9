/** Deeper than any input of Holdfast's own, and than the boards that it imports. */
export const MAX_JSON_DEPTH = 64

const QUOTE = 34
const BACKSLASH = 92
const opens = (code: number): boolean => code === 91 || code === 123
const closes = (code: number): boolean => code === 93 || code === 125

/**
 * Whether a JSON text nests deeper than `most`, found without parsing it: a parser that recurses
 * would run out of stack on it.
 */
export const nestsDeeperThan = (json: string, most: number): boolean => {
  let depth = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i)
    if (inString) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) inString = false
    } else if (code === QUOTE) inString = true
    else if (opens(code)) {
      depth++
      if (depth > most) return true
    } else if (closes(code)) depth--
  }
  return false
}
