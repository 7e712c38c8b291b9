import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleanText, storableJson } from './clean-text.ts'

it('keeps line ends and tabs, takes other control characters out', () => {
  expect(cleanText('a\t\r\nb\0\u0007\u009f')).toEqual({ text: 'a\t\r\nb', changed: true })
  expect(cleanText('naïve 😀\n')).toEqual({ text: 'naïve 😀\n', changed: false })
})

it('storable JSON changes only what PostgreSQL refuses', () => {
  const value = { 'k\0': 'a\0b', slash: '\\u0000', half: '\udc00x', whole: '😀' }
  expect(JSON.parse(storableJson(value))).toEqual({
    k: 'ab',
    slash: '\\u0000',
    half: '\ufffdx',
    whole: '😀',
  })
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept: string = JSON.parse(storableJson(text))
      expect(kept).toBe(text.replaceAll('\0', '').toWellFormed())
    }),
  )
})
