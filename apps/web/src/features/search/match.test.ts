import { wordsOf } from '@holdfast/client/search'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight, plainText, snippetOf } from './match.ts'

const marked = (text: string, query: string) =>
  highlight(text, wordsOf(query))
    .map((piece) => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('')

describe('highlight', () => {
  it.each([
    ['An Error, errors', 'error', 'An [Error], [error]s'],
    ['An Error', 'eror', 'An [Error]'],
    ['Das Café', 'cafe', 'Das [Café]'],
    ['Die Straße lang', 'strass', 'Die [Straße] lang'],
    ['会议记录 2', '记录', '会议[记录] 2'],
    ['Ship it 🚀 now', '🚀', 'Ship it [🚀] now'],
    ['Nothing', 'else', 'Nothing'],
    ['', 'x', ''],
  ])('marks in %s what %s finds', (text, query, expected) => {
    expect(marked(text, query)).toBe(expected)
  })

  it('changes no letter of any text, whatever is looked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (text, query) => {
        const pieces = highlight(text, wordsOf(query))
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
      }),
    )
  })
})

describe('snippetOf', () => {
  it('cuts around the first word that is found', () => {
    const text = `${'filler '.repeat(30)}the error page ${'more '.repeat(60)}`
    const snippet = snippetOf(text, ['error'])
    expect(snippet).toMatch(/^… .*error page.* …$/)
    expect(snippetOf('nothing here', ['error'])).toBeNull()
    expect(snippetOf('error first', ['error'])).toBe('error first')
  })
})

describe('plainText', () => {
  it('leaves the words and takes the marks', () => {
    expect(plainText('### A **bold** [link](https://x.example)\n\n- one\n- `two`')).toBe(
      'A bold link one two',
    )
    expect(plainText('2 * 3 - 1 > 4')).toContain('2')
  })
})
