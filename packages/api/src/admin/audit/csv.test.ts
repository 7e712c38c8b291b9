import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

/** As RFC 4180 says that a line is read. */
const readLine = (line: string): string[] => {
  const cells = `,${line.slice(0, -2)}`.match(/,("([^"]|"")*"|[^",]*)/g) ?? []
  return cells
    .map((one) => one.slice(1))
    .map((one) => (one.startsWith('"') ? one.slice(1, -1).replaceAll('""', '"') : one))
}

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t1', '\r=1', '=cmd|"/C calc"!A0', '\n=1', '＝1+1'])(
  'a cell that begins as a formula is made text: %j',
  (formula) => {
    expect(readLine(csvLine(['a', formula]))[1]).toBe(`'${formula}`)
  },
)

test('a cell that ends at a semicolon, as in half of Europe, is followed by no formula', () => {
  expect(csvLine(['Eve;=1+1', 'a;b', '=1;-1'])).toBe("Eve;'=1+1,a;b,'=1;'-1\r\n")
})

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\nlines', '"two\nlines"'],
  ['1-1', '1-1'],
  ['“Zoë” 🌱\u200f', '“Zoë” 🌱\u200f'],
])('%j is written as %j', (text, written) => {
  expect(csvLine([text])).toBe(`${written}\r\n`)
})

test('what is written reads back as it was, but for apostrophes, which stand before each formula', () => {
  const anyCell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', ';', '\t', '\r', '\n', '"', ',', "'", 'a'),
    }),
  )
  const bare = (text: string) => text.replaceAll("'", '')
  fc.assert(
    fc.property(fc.array(anyCell, { minLength: 2, maxLength: 5 }), (cells) => {
      const read = readLine(csvLine(cells))
      expect(read.map(bare)).toEqual(cells.map(bare))
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r\n]|[;\t][=+\-@]/)
    }),
  )
})
