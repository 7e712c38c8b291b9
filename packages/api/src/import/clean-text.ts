// Tabs and line ends are text; every other control character is debris of some older system.
const CONTROLS = /[^\P{Cc}\t\n\r]/gu

/** Text that can be kept: control characters taken out, halves of characters replaced. */
export const cleanText = (text: string): { text: string; changed: boolean } => {
  const clean = text.toWellFormed().replace(CONTROLS, '')
  return { text: clean, changed: clean !== text }
}

/**
 * JSON that `jsonb` takes: PostgreSQL refuses U+0000 and halves of surrogate pairs, which
 * `JSON.stringify` writes as escapes.
 */
export const storableJson = (value: unknown): string =>
  JSON.stringify(value).replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found) => {
    if (found === '\\\\') return found
    return found === '\\u0000' ? '' : '\ufffd'
  })
