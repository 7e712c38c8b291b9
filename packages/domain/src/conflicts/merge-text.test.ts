import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeText } from './merge-text.ts'

const words = (text: string): string[] => text.match(/\S+/g) ?? []

/** How often each word was typed: it is there more often than before. */
const typed = (base: string, text: string): Map<string, number> => {
  const before = words(base)
  const found = new Map<string, number>()
  for (const word of words(text)) found.set(word, (found.get(word) ?? 0) + 1)
  for (const word of before) found.set(word, (found.get(word) ?? 0) - 1)
  return new Map([...found].filter(([, n]) => n > 0))
}

const few = fc.constantFrom('a', 'b', 'c', 'dig', 'the', 'bed.', '-', '1.', '[x]')
const anyWord = fc.oneof(few, fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }))
const gap = fc.constantFrom(' ', ' ', ' ', '\n', '\n\n', '  ', '\t')
const anyText = fc
  .array(fc.tuple(anyWord, gap), { maxLength: 25 })
  .map((parts) => parts.map(([word, space]) => word + space).join(''))

/** What a person makes of a text: stretches of it cut out, and others put in their place. */
const madeOf = (base: string, mark: string) =>
  fc
    .array(fc.tuple(fc.nat(base.length), fc.nat(12), fc.array(gap, { maxLength: 4 })), {
      maxLength: 4,
    })
    .map((edits) =>
      edits.reduce((text, [at, length, gaps], i) => {
        const put = gaps.map((space, j) => `${mark}${i}${j}${space}`).join('')
        return text.slice(0, at) + put + text.slice(at + length)
      }, base),
    )

const twoSides = anyText.chain((base) =>
  fc.tuple(fc.constant(base), madeOf(base, 'ann'), madeOf(base, 'bob')),
)

describe('[C5] two descriptions written over the same third', () => {
  test('keep every word that either side typed', () => {
    let clashes = 0
    let clean = 0
    fc.assert(
      fc.property(twoSides, ([base, ann, bob]) => {
        const { text, overlaps } = mergeText(base, ann, bob)
        if (overlaps) clashes++
        else clean++
        for (const mark of ['ann', 'bob'])
          for (const word of words(mark === 'ann' ? ann : bob))
            if (word.startsWith(mark)) expect(text).toContain(word)
      }),
      { numRuns: 5000 },
    )
    expect(clashes).toBeGreaterThan(500)
    expect(clean).toBeGreaterThan(500)
  })

  test('keep every word, and as often as it was typed, of texts that have nothing in common', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (base, ann, bob) => {
        const all = words(mergeText(base, ann, bob).text)
        for (const side of [ann, bob])
          for (const [word, times] of typed(base, side))
            expect(all.filter((one) => one === word).length).toBeGreaterThanOrEqual(times)
      }),
      { numRuns: 3000 },
    )
  })

  test('have both edits where these are apart, and nobody is told', () => {
    const place = fc.record({
      lines: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 8 }),
      first: fc.nat(),
      second: fc.nat(),
      cut: fc.boolean(),
    })
    fc.assert(
      fc.property(place, ({ lines, first, second, cut }) => {
        let n = 0
        const all = lines.map((count) => Array.from({ length: count }, () => `w${n++}`))
        const write = (edits: Map<number, string>) =>
          all
            .map((line) =>
              line
                .map((word) => edits.get(Number(word.slice(1))) ?? word)
                .filter((word) => word !== '')
                .join(' '),
            )
            .join('\n')
        const a = first % n
        const b = second % n
        fc.pre(Math.abs(a - b) > 1)
        const [put, other] = [cut ? '' : 'by ann', 'by bob']
        const merged = mergeText(
          write(new Map()),
          write(new Map([[a, put]])),
          write(new Map([[b, other]])),
        )
        const both = write(
          new Map([
            [a, put],
            [b, other],
          ]),
        )
        expect(words(merged.text)).toEqual(words(both))
        expect(merged.overlaps).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })

  test('have an edit that both made once', () => {
    fc.assert(
      fc.property(twoSides, ([base, ann]) => {
        expect(mergeText(base, ann, ann)).toEqual({ text: ann, overlaps: false })
        expect(mergeText(base, base, ann)).toEqual({ text: ann, overlaps: false })
        expect(mergeText(base, ann, base)).toEqual({ text: ann, overlaps: false })
      }),
      { numRuns: 1000 },
    )
  })

  test('stand one after the other where they overlap', () => {
    const merged = mergeText(
      'Call the plumber.\n\nBuy lamps.\n',
      'Call the plumber on Monday.\n\nBuy lamps.\n',
      'Call the plumber at nine.\n\nBuy lamps and bulbs.\n',
    )
    expect(merged).toEqual({
      text: 'Call the plumber on Monday.\n\nCall the plumber at nine.\n\nBuy lamps and bulbs.\n',
      overlaps: true,
    })
  })

  test('stand as neighbours where the overlap is an item of a list', () => {
    const merged = mergeText('- milk\n- eggs\n', '- milk\n- brown eggs\n', '- milk\n- six eggs\n')
    expect(merged.text).toBe('- milk\n- brown eggs\n- six eggs\n')
  })

  test('are taken as one where the one holds the other', () => {
    expect(mergeText('', 'Dig', 'Dig and rest')).toEqual({ text: 'Dig and rest', overlaps: true })
    expect(mergeText('', 'Dig and rest', 'Dig')).toEqual({ text: 'Dig and rest', overlaps: true })
  })

  test('do not grow with every word that is typed after an overlap', () => {
    const typing = ['hello A', 'hello An', 'hello Ann', 'hello Ann here']
    let current = 'hello Bob'
    let base = 'hello'
    let clashes = 0
    for (const next of typing) {
      const merged = mergeText(base, current, next)
      current = merged.text
      base = next
      if (merged.overlaps) clashes++
    }
    expect(current).toBe('hello Bob\n\nhello Ann here')
    expect(clashes).toBe(1)
  })

  test('that no comparison would end with are both kept whole', () => {
    const long = (word: string) => `${word} ${'a '.repeat(40_000)}${word}`
    const { text, overlaps } = mergeText(long('old'), long('ann'), long('bob'))
    expect(overlaps).toBe(true)
    expect(words(text).filter((word) => word === 'ann')).toHaveLength(2)
    expect(words(text).filter((word) => word === 'bob')).toHaveLength(2)
  })
})
