import { expect, test } from 'vitest'
import { splitTextQuery } from './text-query.ts'

test.each([
  ['urgent', '', 'urgent'],
  ['call the ban', 'call the ', 'ban'],
  ['  spaced', '  ', 'spaced'],
  ['"exact phrase" wor', '"exact phrase" ', 'wor'],
  ['größe', '', 'größe'],
])('%j keeps %j and lets %j grow', (typed, finished, growing) => {
  expect(splitTextQuery(typed)).toEqual({ finished, growing })
})

test.each(['done ', '"open quo', '"exact phrase"', 'milk -bread', 'milk or', '', '!!!'])(
  '%j is finished as it stands',
  (typed) => {
    expect(splitTextQuery(typed)).toEqual({ finished: typed, growing: '' })
  },
)
