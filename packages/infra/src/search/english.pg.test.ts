import { testDatabase } from '@holdfast/db/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stemOf, stemsOf } from './english.ts'
import { stopWords } from './stop-words.ts'

let clone: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  clone = await testDatabase()
})
afterAll(() => clone[Symbol.asyncDispose]())

const roots =
  `act adapt agree angle apply arrange base berry bless body bury busi calm care carry chance
  change class close cold comfort commit control copy create cry dance dark decide deploy derive
  develop die differ divide dry ease edit employ enjoy equal event exact explain face fast feed fly
  form free fulfil gener glass good gray happi hate heal hop hope idea index invoice island joy judge
  keep kind label late lead lie light live log magic major manage market marry mat model modern move
  nation need news note obey oper organ pass pay person plan play pol press proceed quick rat ration
  read relat report rest rich run sad sail seek sens ship short skate ski sky slow small snow soft sort
  spoil stay stor stud succeed tan test tie tour trad travel try tun use valu vary view vis wait walk
  warm week white whole wid wise wit woman word work worry write year young`.split(/\s+/)
const endings =
  `- s es 's ed ing er ers est ly ness nesses less ful fully ment ments able ably ability ation
  ations ational ationally ative atively ize ized izes izing izer ization ism ist ists istic ity ities
  al ally ance ant ous ously ion ions ive ives ic ical ically ies ied y ying eed edly ingly hood ship
  ship's ships bly logy ate ates ator ated ability's iveness ousness fulness alism`.split(/\s+/)
const words = roots
  .flatMap((root) => endings.map((ending) => root + (ending === '-' ? '' : ending)))
  .filter((word) => /^[a-z]+$/.test(word))

test(`${words.length} words have the stem that PostgreSQL gives them`, async () => {
  const rows = await clone.database.read((reader) =>
    reader.rows<{ word: string; stems: string[] | null }>({
      text: `SELECT word, ts_lexize('english_stem', word) AS stems FROM unnest($1::text[]) AS word`,
      values: [words],
    }),
  )
  const differing = rows.filter(({ word, stems }) => (stems?.[0] ?? null) !== stemOf(word))
  expect(differing).toEqual([])
})

test('the stop words are those of PostgreSQL, and no other word of the list is one', async () => {
  const rows = await clone.database.read((reader) =>
    reader.rows<{ word: string; stops: boolean }>({
      text: `SELECT word, ts_lexize('english_stem', word) = '{}' AS stops FROM unnest($1::text[]) AS word`,
      values: [[...stopWords, ...words]],
    }),
  )
  for (const { word, stops } of rows) expect([word, stops]).toEqual([word, stopWords.has(word)])
})

test.each([
  'The quick brown foxes were jumping over two lazy dogs',
  'Deployed v2 of the billing services, twice!',
  'Call the bank about 3 cards (and pay).',
  'Grüße aus München: größere Straßen',
  "Ada's laptop won't boot",
])('%j has the words that PostgreSQL finds', async (text) => {
  const [row] = await clone.database.read((reader) =>
    reader.rows<{ stems: string[] }>({
      text: `SELECT tsvector_to_array(to_tsvector('english', $1)) AS stems`,
      values: [text],
    }),
  )
  expect([...new Set(stemsOf(text))].sort()).toEqual(row?.stems.toSorted())
})
