import { describe, expect, test } from 'vitest'
import { Password } from '../auth/password.ts'
import { displayName, Email, UserProfile } from './user.ts'

describe('Email', () => {
  test.each(['a@example.org', 'First.Last+tag@sub.example.co'])('takes %s', (raw) => {
    expect(Email.parse(raw)).toBe(raw)
  })

  test.each(['', 'a@b', 'a b@example.org', 'a@example.org\n', `${'x'.repeat(250)}@example.org`])(
    'refuses %j',
    (raw) => {
      expect(Email.safeParse(raw).success).toBe(false)
    },
  )
})

describe('Password', () => {
  test('counts length alone and keeps every character', () => {
    expect(Password.parse('correct horse')).toBe('correct horse')
    expect(Password.safeParse('x'.repeat(11)).success).toBe(false)
    expect(Password.safeParse('x'.repeat(257)).success).toBe(false)
  })

  test('is the same, and as long, however its accents were composed', () => {
    expect(Password.parse('cafe\u0301'.repeat(3))).toBe('caf\u00e9'.repeat(3))
    expect(Password.safeParse('e\u0301'.repeat(11)).success).toBe(false)
  })
})

test.each(['https://example.org/a\0', 'https://example.org/\ud800', 'javascript:alert(1)'])(
  'a picture is not at %j',
  (avatar) => {
    expect(UserProfile.shape.avatar.safeParse(avatar).success).toBe(false)
  },
)

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'])(
  '%s is a time zone',
  (zone) => {
    expect(UserProfile.shape.timezone.parse(zone)).toBe(zone)
  },
)

test.each(['', 'Nowhere/Land', 'Europe/Berlin\n'])('%j is no time zone', (zone) => {
  expect(UserProfile.shape.timezone.safeParse(zone).success).toBe(false)
})

test('a language is a tag of BCP 47', () => {
  for (const tag of ['en', 'pt-BR', 'zh-Hant'])
    expect(UserProfile.shape.language.parse(tag)).toBe(tag)
  expect(UserProfile.shape.language.safeParse('no_tag').success).toBe(false)
})

test('displayName leaves no blank at its ends', () => {
  expect(displayName({ firstName: 'Ann', lastName: '' })).toBe('Ann')
  expect(displayName({ firstName: 'Ann', lastName: 'Other' })).toBe('Ann Other')
})
