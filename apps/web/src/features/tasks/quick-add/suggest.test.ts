import type { ProjectId, UserId } from '@holdfast/domain'
import { describe, expect, it } from 'vitest'
import { insertSuggestion, suggestionsAt } from './suggest.ts'

const world = {
  projects: [
    { id: 'p1' as ProjectId, name: 'Website' },
    { id: 'p2' as ProjectId, name: 'Web shop' },
  ],
  people: [{ id: 'u1' as UserId, name: 'Ada Bell' }],
  tags: ['home', 'house'],
}

describe('suggestionsAt', () => {
  it('offers what begins with the word under the caret', () => {
    const text = 'Fix /web and more'
    expect(suggestionsAt(text, 8, world)?.options.map(({ name }) => name)).toEqual([
      'Website',
      'Web shop',
    ])
  })

  it('offers nothing in plain words or for what is complete', () => {
    expect(suggestionsAt('Fix web', 7, world)).toBeNull()
    expect(suggestionsAt('a#ho', 4, world)).toBeNull()
    expect(suggestionsAt('Fix #home', 9, world)).toBeNull()
  })

  it('puts the chosen one in place of the word and the caret after it', () => {
    const text = 'Fix @a today'
    const found = suggestionsAt(text, 6, world)
    if (!found?.options[0]) throw new Error('nothing was suggested')
    expect(insertSuggestion(text, found, found.options[0])).toEqual({
      text: 'Fix @ada-bell today',
      caret: 14,
    })
  })
})
