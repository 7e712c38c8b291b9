import type { TaskStatus } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight, plainText, rankOf, snippetOf, wordsOf } from './match.ts'

describe('highlight', () => {
  it('marks the words wherever they stand, in any case', () => {
    expect(highlight('An Error, errors', wordsOf('error'))).toEqual([
      { text: 'An ', hit: false },
      { text: 'Error', hit: true },
      { text: ', ', hit: false },
      { text: 'error', hit: true },
      { text: 's', hit: false },
    ])
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

describe('rankOf', () => {
  it('puts titles before descriptions, and the beginning of a title first', () => {
    const rank = (title: string, status: TaskStatus = 'todo') =>
      rankOf({ title, status }, 'error page', ['error', 'page'])
    const titles = ['Error page', 'An error page', 'A page of error', 'An error', 'Nothing']
    expect(titles.map((title) => rank(title))).toEqual([0, 1, 2, 3, 4])
    expect(rank('Error page', 'completed')).toBeGreaterThan(rank('A page of error'))
    expect(rank('Error page', 'completed')).toBeLessThan(rank('Nothing'))
  })
})
