import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ClientId, UserId } from './ids.ts'
import { IsoDate, isoDate } from './iso-date.ts'
import { filledText, line, text } from './text.ts'

describe('text', () => {
  test('lets through only what survives UTF-8 and PostgreSQL', () => {
    const schema = text(50)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const kept =
          !value.includes('\0') &&
          new TextDecoder().decode(new TextEncoder().encode(value)) === value
        expect(schema.safeParse(value).success).toBe(kept && value.length <= 50)
      }),
    )
  })

  test('filledText refuses blanks', () => {
    expect(filledText(5).safeParse(' \n ').success).toBe(false)
    expect(filledText(5).parse(' a ')).toBe(' a ')
  })

  test.each(['a\r\nBcc: b@example.org', 'a\nb', 'a\u0085b', 'a\u2028b', 'a\tb'])(
    'a line refuses %j',
    (value) => {
      expect(line(50).safeParse(value).success).toBe(false)
    },
  )
})

describe('IsoDate', () => {
  test.each([
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00.123456Z', '2026-11-22T10:00:00.123Z'],
  ])('spells %s as %s', (raw, date) => {
    expect(IsoDate.parse(raw)).toBe(date)
  })

  test.each([
    '2026-02-30T10:00:00Z',
    '2026-11-22',
    '2026-11-22T10:00Z',
    '2026-11-22T10:00:00+02:00',
    '0000-01-01T00:00:00.000Z',
    '2026-11-22T24:00:00Z',
    'yesterday',
  ])('refuses %s', (raw) => {
    expect(IsoDate.safeParse(raw).success).toBe(false)
  })

  test('takes what isoDate makes', () => {
    const date = isoDate(new Date(1_700_000_000_123))
    expect(IsoDate.parse(date)).toBe(date)
  })
})

describe('ids', () => {
  test('fold upper case', () => {
    expect(UserId.parse('01890000-ABCD-7000-8000-000000000001')).toBe(
      '01890000-abcd-7000-8000-000000000001',
    )
  })

  test.each(['', '01890000', '{01890000-abcd-7000-8000-000000000001}', 'task:1'])(
    'refuse %j',
    (raw) => {
      expect(ClientId.safeParse(raw).success).toBe(false)
    },
  )
})
