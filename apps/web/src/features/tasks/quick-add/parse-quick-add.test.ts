import type { ProjectId, UserId } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findDue } from '../due/find-due.ts'
import { parseQuickAdd, type QuickAddWorld, type Token } from './parse-quick-add.ts'

const now = new Date('2026-11-24T10:30:00.000Z')
const household = { id: 'p1' as ProjectId, name: 'Household' }
const pipeline = { id: 'p2' as ProjectId, name: 'Add pipeline' }
const ada = { id: 'u1' as UserId, name: 'Ada Bell' }
const juno = { id: 'u2' as UserId, name: 'Juno Kerr' }

function world(
  over: Partial<QuickAddWorld> = {},
  timeZone = 'Europe/Berlin',
  locale = 'en-US',
): QuickAddWorld {
  return {
    projects: [household, pipeline],
    people: [ada, juno],
    findDue: (text) => findDue(text, now, timeZone, locale),
    plain: new Set(),
    ...over,
  }
}

const find = <Kind extends Token['kind']>(tokens: readonly Token[], kind: Kind) =>
  tokens.find((token): token is Extract<Token, { kind: Kind }> => token.kind === kind)

describe('parseQuickAdd', () => {
  it('reads every kind of token from one line', () => {
    const { title, tokens } = parseQuickAdd(
      'Pay rent tomorrow 9am #home @ada !high /household',
      world(),
    )
    expect(title).toBe('Pay rent')
    expect(find(tokens, 'due')?.due).toEqual({
      dueDate: '2026-11-25T08:00:00.000Z',
      dueAllDay: false,
    })
    expect(find(tokens, 'tag')?.tag).toBe('home')
    expect(find(tokens, 'assignee')?.person).toBe(ada)
    expect(find(tokens, 'priority')?.priority).toBe('high')
    expect(find(tokens, 'project')?.project).toBe(household)
  })

  it.each([
    ['Pacific/Auckland', '2026-11-24T20:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-25T17:00:00.000Z'],
    ['Asia/Kolkata', '2026-11-25T03:30:00.000Z'],
  ])('reckons tomorrow 9am in %s', (timeZone, dueDate) => {
    const { tokens } = parseQuickAdd('Call tomorrow 9am', world({}, timeZone))
    expect(find(tokens, 'due')?.due.dueDate).toBe(dueDate)
  })

  it('a day without a time is that day everywhere', () => {
    const { tokens } = parseQuickAdd('Call friday', world())
    expect(find(tokens, 'due')?.due).toEqual({
      dueDate: '2026-11-27T00:00:00.000Z',
      dueAllDay: true,
    })
  })

  it.each([
    'Update the page 27 november #web /household',
    'Update the page #web 27 november !high',
    'Update the page 27 november',
    '#web Update /household the page   27   november',
  ])('reads the whole date in %j', (text) => {
    const { title, tokens } = parseQuickAdd(text, world())
    expect(title).toBe('Update the page')
    expect(find(tokens, 'due')?.due.dueDate).toBe('2026-11-27T00:00:00.000Z')
  })

  it('reads no date across another token', () => {
    const { title, tokens } = parseQuickAdd('Call tomorrow #home 9am', world())
    expect(title).toBe('Call tomorrow')
    expect(tokens.map(({ text }) => text)).toEqual(['#home', '9am'])
  })

  it('a time that has passed today means tomorrow', () => {
    const { tokens } = parseQuickAdd('Call 9am', world())
    expect(find(tokens, 'due')?.due.dueDate).toBe('2026-11-25T08:00:00.000Z')
  })

  it('leaves what it does not understand in the title', () => {
    const text = 'Read a/b, mail x@y.example about C# and wow! @nobody ! # /'
    expect(parseQuickAdd(text, world())).toEqual({ title: text, tokens: [] })
  })

  it('offers a new project for a name that none has', () => {
    const { title, tokens } = parseQuickAdd('Buy seeds /garden', world())
    expect(title).toBe('Buy seeds')
    expect(find(tokens, 'new-project')?.name).toBe('garden')
  })

  it('finds a project by the start of any of its words', () => {
    for (const typed of ['/add-pipeline', '/addpipe', '/pipe', '/ADD']) {
      const { tokens } = parseQuickAdd(`Fix it ${typed}`, world())
      expect(find(tokens, 'project')?.project).toBe(pipeline)
    }
  })

  it('the last project, person, priority and date count', () => {
    const { tokens, title } = parseQuickAdd('Go /house /pipe @ada @juno !low !high', world())
    expect(find(tokens, 'project')?.project).toBe(pipeline)
    expect(find(tokens, 'assignee')?.person).toBe(juno)
    expect(find(tokens, 'priority')?.priority).toBe('high')
    expect(title).toBe('Go /house @ada !low')
  })

  it('a token that was taken back is part of the title', () => {
    const plain = new Set(['tomorrow', '#home'])
    const { title, tokens } = parseQuickAdd('Watch tomorrow #home', world({ plain }))
    expect(title).toBe('Watch tomorrow #home')
    expect(tokens).toEqual([])
  })

  it('does not take a name such as May for a date inside a sentence', () => {
    expect(parseQuickAdd('May I ask the sun', world({})).title).toContain('May I ask')
  })

  it.each([
    ['Call back yesterday', 'Call back', '2026-11-23'],
    ['Send the report 2 days ago', 'Send the report', '2026-11-22'],
    ['Ship it the day before yesterday', 'Ship it', '2026-11-22'],
    ['Ship it the day after tomorrow', 'Ship it', '2026-11-26'],
    ['Ship it day after tomorrow 9am', 'Ship it', '2026-11-26'],
  ])('%j is %j, due on %s', (text, title, day) => {
    const parsed = parseQuickAdd(text, world())
    expect(parsed.title).toBe(title)
    expect(find(parsed.tokens, 'due')?.due.dueDate?.slice(0, 10)).toBe(day)
  })

  it.each(['Answer the mail from yesterday', "Print yesterday's notes", 'Pay for last friday'])(
    'leaves the past in %j, of which a title tells',
    (text) => {
      expect(parseQuickAdd(text, world())).toEqual({ title: text, tokens: [] })
    },
  )

  it.each([
    ['en-US', '2027-05-12'],
    ['en-GB', '2026-12-05'],
    ['de-DE', '2026-12-05'],
  ])('reads 5/12 as it is written in %s', (locale, day) => {
    const { tokens } = parseQuickAdd('Pay 5/12', world({}, 'Europe/Berlin', locale))
    expect(find(tokens, 'due')?.due.dueDate?.slice(0, 10)).toBe(day)
  })

  it('loses no letter of any line', () => {
    const word = fc.oneof(
      fc.constantFrom('#home', '@ada', '!high', '/household', 'tomorrow', '9am', 'x#y', '!', '#'),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const text = words.join(' ')
        const { title, tokens } = parseQuickAdd(text, world())
        let end = 0
        for (const token of tokens) {
          expect(token.start).toBeGreaterThanOrEqual(end)
          expect(text.slice(token.start, token.end)).toBe(token.text)
          end = token.end
        }
        const letters = (s: string) => s.replace(/\s+/gu, '').length
        const taken = tokens.reduce((sum, token) => sum + letters(token.text), 0)
        expect(letters(title) + taken).toBe(letters(text))
      }),
    )
  })
})
