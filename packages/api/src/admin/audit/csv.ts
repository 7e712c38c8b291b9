/** With these a spreadsheet begins to compute (CWE-1236), in East Asia with the wide ones as well. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/** Where the comma is the decimal point a cell ends at these, and the next one may begin with a formula. */
const NEXT_FORMULA = /([;\t])(?=[=+\-@＝＋－＠])/g

const QUOTED = /[",\r\n]/

const cell = (text: string): string => {
  const begun = FORMULA.test(text) ? `'${text}` : text
  const inert = begun.replaceAll(NEXT_FORMULA, "$1'")
  return QUOTED.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

/** By it a spreadsheet takes a file for UTF-8; it stands at the very beginning, once. */
export const BYTE_ORDER_MARK = '\uFEFF'

/**
 * A line of RFC 4180. A cell that a spreadsheet would compute gets an apostrophe before it, and every
 * other stays byte for byte what it was.
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`
