/** The first `max` UTF-16 code units of a text, or one fewer where that would halve a character. */
export const cutText = (text: string, max: number): string => {
  if (text.length <= max) return text
  const cut = text.slice(0, max)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}
