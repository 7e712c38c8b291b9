import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_TAG_LENGTH, normalizeTag, Tag, uniqueTags } from './tag.ts'

describe('normalizeTag', () => {
  test.each([
    ['#Urgent', 'urgent'],
    ['  Next   week ', 'next-week'],
    ['a,b', 'a-b'],
    ['## # wish', 'wish'],
    ['-draft-', 'draft'],
    ['C#', 'c#'],
    ['Cafe\u0301', 'caf\u00e9'],
    ['ÄRGER', 'ärger'],
    ['# ,-', ''],
  ])('spells %j as %j', (raw, tag) => {
    expect(normalizeTag(raw)).toBe(tag)
  })

  test('leaves its own spelling alone, whatever went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        const tag = normalizeTag(raw)
        expect(normalizeTag(tag)).toBe(tag)
        expect(tag).not.toMatch(/[\s,]|^[#-]|-$/u)
      }),
    )
  })

  test('does not tell spellings apart that differ in case or composition', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aÉßñ #-') }), (raw) => {
        expect(normalizeTag(raw.normalize('NFD'))).toBe(normalizeTag(raw))
        expect(normalizeTag(raw.toLowerCase())).toBe(normalizeTag(raw))
      }),
    )
  })
})

describe('Tag', () => {
  test('takes any spelling and gives the normal one', () => {
    expect(Tag.parse('#Next Week')).toBe('next-week')
  })

  test.each([
    ['nothing to read', ' # '],
    ['a NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800'],
    ['too long', 'x'.repeat(MAX_TAG_LENGTH + 1)],
  ])('refuses %s', (_, raw) => {
    expect(Tag.safeParse(raw).success).toBe(false)
  })

  test('never throws and what it lets through it lets through again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (raw) => {
        const first = Tag.safeParse(raw)
        if (first.success) expect(Tag.parse(first.data)).toBe(first.data)
      }),
    )
  })
})

test('uniqueTags keeps the first of doubles', () => {
  const tags = ['b', 'a', 'b'].map((tag) => Tag.parse(tag))
  expect(uniqueTags(tags)).toEqual(['b', 'a'])
})
