import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, termsOf, wordsOf } from './fold-text.ts'
import { EXACT, fitOf, mayHoldTypo, NO_TYPOS_FROM } from './match-word.ts'
import { fieldsOf, pointsFor, scoreOf, type TextDoc } from './score.ts'
import { SegmentBuilder } from './segment.ts'
import { TextIndex } from './text-index.ts'
import { Vocabulary } from './vocabulary.ts'

/** Optimal string alignment, the whole table: what the quick ways are held against. */
const distance = (a: string, b: string): number => {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i])
  const at = (i: number, j: number) => table[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let j = 0; j <= b.length; j++) (table[0] as number[])[j] = j
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
      const other = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      ;(table[i] as number[])[j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, other, swap)
    }
  return at(a.length, b.length)
}

const fits = (term: string, word: string, isLast: boolean): boolean => {
  if (term.startsWith(word)) return true
  if (word.length < 4 || word >= NO_TYPOS_FROM || term >= NO_TYPOS_FROM) return false
  const ends = isLast ? Array.from({ length: term.length + 1 }, (_, i) => i) : [term.length]
  return ends.some((end) => distance(term.slice(0, end), word) <= 1)
}

const wordFrom = (letters: string, maxLength = 7) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength })
const word = fc.oneof(wordFrom('ab'), wordFrom('abcd'), wordFrom('aé漢字かなภา한🚀'))
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '))
const doc: fc.Arbitrary<TextDoc> = fc.record({
  title: text,
  description: text,
  tags: text,
  isClosed: fc.boolean(),
  createdAt: fc.nat(3),
})

test('a word fits what it begins, and with four letters what is one edit away', () => {
  let typos = 0
  fc.assert(
    fc.property(wordFrom('ab', 6), wordFrom('ab', 6), fc.boolean(), (term, wanted, isLast) => {
      const fit = fitOf(term, wanted, isLast)
      expect(fit > 0).toBe(fits(term, wanted, isLast))
      expect(fit === EXACT).toBe(term === wanted)
      if (fit === 1) typos++
    }),
    { numRuns: 2_000 },
  )
  expect(typos).toBeGreaterThan(50)
})

test('the vocabulary finds the terms that fit, each once', () => {
  fc.assert(
    fc.property(fc.array(word), word, fc.boolean(), (words, asked, isLast) => {
      const terms = [...new Set(words.flatMap(termsOf))].sort()
      for (const wanted of wordsOf(asked)) {
        const found = new Vocabulary(terms)
          .fitting(wanted, isLast)
          .flatMap(({ from, to, fit }) => terms.slice(from, to).map((term) => [term, fit] as const))
        const expected = terms
          .map((term) => [term, fitOf(term, wanted, isLast)] as const)
          .filter(([, fit]) => fit > 0)
        expect(found.toSorted()).toEqual(expected)
      }
    }),
    { numRuns: 1_000 },
  )
})

type Step =
  | { type: 'put'; number: number; doc: TextDoc }
  | { type: 'remove'; number: number }
  | { type: 'merge'; interrupted: Step[] }

const change = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('put' as const), number: fc.nat(12), doc }),
  },
  fc.record({ type: fc.constant('remove' as const), number: fc.nat(12) }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: change },
  fc.record({
    type: fc.constant('merge' as const),
    interrupted: fc.array(change, { maxLength: 4 }),
  }),
)

/** Documents as they are, each looked at. */
class Oracle {
  readonly docs = new Map<number, TextDoc>()

  search(query: string): number[] {
    const words = wordsOf(query)
    const matches = [...this.docs].filter(([, { title, tags, description }]) => {
      const terms = [title, tags, description].flatMap(termsOf)
      return words.every((wanted, i) =>
        terms.some((term) => fits(term, wanted, i === words.length - 1)),
      )
    })
    const score = (one: TextDoc) => scoreOf(pointsFor(fieldsOf(one), words), one.isClosed)
    return words.length === 0
      ? []
      : matches
          .sort(([m, a], [n, b]) => score(b) - score(a) || b.createdAt - a.createdAt || m - n)
          .map(([number]) => number)
  }
}

test('finds what a look at every document finds, in one order, whatever changed before', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(doc, { maxLength: 8 }),
      fc.array(step, { maxLength: 25 }),
      fc.array(text, { minLength: 1, maxLength: 6 }),
      (first, steps, queries) => {
        const oracle = new Oracle()
        const builder = new SegmentBuilder()
        for (const [number, one] of first.entries()) {
          oracle.docs.set(number, one)
          builder.add({ ...one, number, fields: fieldsOf(one) })
        }
        const index = new TextIndex(builder.build())
        const check = () => {
          for (const query of queries) {
            const hits = [...index.search(query)]
            expect(hits).toEqual(oracle.search(query))
            found += hits.length
          }
        }
        const take = (one: Step) => {
          if (one.type === 'put') {
            oracle.docs.set(one.number, one.doc)
            index.put(one.number, one.doc)
          } else if (one.type === 'remove') {
            oracle.docs.delete(one.number)
            index.remove(one.number)
          } else {
            const rest = one.interrupted.slice()
            for (const _ of index.merge()) {
              const next = rest.shift()
              if (next) take(next)
              check()
            }
          }
        }
        check()
        for (const one of steps) {
          take(one)
          check()
        }
      },
    ),
    { numRuns: 150 },
  )
  expect(found).toBeGreaterThan(300)
})

describe('what people write', () => {
  test.each([
    ['Café au lait', 'cafe', 'an accent left out'],
    ['cafe au lait', 'Café', 'an accent typed'],
    ['STRASSE fegen', 'straße', 'sharp s'],
    ['Ægir Øst', 'aegir ost', 'letters that do not come apart'],
    ['会议记录', '记录', 'the end of what has no spaces'],
    ['会议记录', '录', 'one letter of it'],
    ['東京タワーに行く', 'タワー', 'two scripts at once'],
    ['ﾀﾜｰ', 'タワー', 'half-width forms'],
    ['한국어 배우기', '한구', 'half a syllable'],
    ['สวัสดีครับ', 'ครับ', 'Thai'],
    ['Ship it 🚀 today', '🚀', 'an emoji'],
    ['Done👍🏽', '👍', 'an emoji of another colour'],
    ['Trip to 🇯🇵', '🇯🇵', 'a flag'],
    ['Ёлка', 'елка', 'Cyrillic'],
    ['ΟΔΟΣ', 'οδος', 'a final sigma'],
    ['שָׁלוֹם', 'שלום', 'vowel points'],
    ['Invoice №42, x²', 'x2', 'forms that are compatible'],
    ['Schedule meeting', 'shedule', 'a letter less'],
    ['Schedule meeting', 'schhedule', 'a letter more'],
    ['Schedule meeting', 'schedula', 'another letter'],
    ['Schedule meeting', 'shcedule', 'two swapped'],
    ['Schedule meeting', 'meet sched', 'words in another order'],
    ['Schedule meeting', 'schedule meeting schedule', 'a word twice'],
  ])('%s is found by %s: %s', (title, query) => {
    const index = new TextIndex()
    index.put(0, { title, description: '', tags: '', isClosed: false, createdAt: 0 })
    expect([...index.search(query)]).toEqual([0])
  })

  test('what is looked for in vain, and a query without a word', () => {
    const index = new TextIndex()
    const doc = { title: 'Cat food', description: '', tags: '', isClosed: false, createdAt: 0 }
    index.put(0, doc)
    for (const query of ['cut', 'cat fish', 'ood', '', ' — ', 'foxx'])
      expect([...index.search(query)], query).toEqual([])
  })

  test('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        expect(foldText(foldText(given))).toBe(foldText(given))
      }),
    )
  })

  test('a letter under more marks than any language has folds as under a few, at once', () => {
    const marks = '\u0301\u0316'.repeat(500_000)
    expect(foldText(`Caf\u00e9 m${marks}ax`)).toBe('cafe max')
  })

  test('any text is found by its own words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        const words = wordsOf(given)
        const fields = fieldsOf({ title: given, tags: '', description: '', isClosed: false })
        if (words.length > 0) expect(pointsFor(fields, words)).toBeGreaterThan(0)
      }),
    )
  })
})

test('the title counts more than tags, those more than the description; open before closed', () => {
  const doc = { title: '', description: '', tags: '', isClosed: false, createdAt: 0 }
  const index = new TextIndex()
  const docs: Partial<TextDoc>[] = [
    { title: 'beans to water' },
    { title: 'water beans' },
    { title: 'old beans', createdAt: 1 },
    { tags: 'beans' },
    { title: 'water beans', isClosed: true },
    { title: 'beanstalk' },
    { description: 'beans' },
    { description: 'beams' },
  ]
  for (const [number, one] of docs.entries()) index.put(number, { ...doc, ...one })
  expect([...index.search('beans')]).toEqual([0, 2, 1, 5, 3, 4, 6, 7])
  expect(mayHoldTypo('bean')).toBe(true)
})
