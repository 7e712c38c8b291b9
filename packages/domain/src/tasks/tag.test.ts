import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_TAG_LENGTH, normalizeTag, Tag, tagsIn, uniqueTags } from './tag.ts'

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

describe('tagsIn', () => {
  test.each([
    ['Buy #Milk and #eggs', ['milk', 'eggs']],
    ['#urgent: call (#home), then “#work”.', ['urgent', 'home', 'work']],
    ['#a #A #b', ['a', 'b']],
    ['#a,#b;#c', ['a', 'b', 'c']],
    ['#Ärger #日本 #v1.2!', ['ärger', '日本', 'v1.2']],
    ['# Heading\n## Another\n#list', ['list']],
    ['C# and a#b and http://x.example/#part', []],
    [`#${'x'.repeat(MAX_TAG_LENGTH + 1)} #\0 #- #!`, []],
    ['', []],
  ])('finds in %j %j', (text, tags) => {
    expect(tagsIn(text)).toEqual(tags)
  })

  test('finds nothing that is no tag, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('#', ' ', 'a', 'Ö', '.', ',', '(', '-', '7')),
        (parts) => {
          const tags = tagsIn(parts.join(''))
          expect(tags.map((tag) => Tag.parse(tag))).toEqual(tags)
          expect(new Set(tags).size).toBe(tags.length)
        },
      ),
    )
  })
})
