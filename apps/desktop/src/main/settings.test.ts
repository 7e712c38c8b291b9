import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.json')
const written = (text: string) => {
  const name = file()
  writeFileSync(name, text)
  return name
}

test('without a file the server is on this machine', () => {
  expect(readSettings(file())).toEqual({ serverUrl: 'http://localhost:4600' })
})

test('the server may be elsewhere, and its address ends without a slash', () => {
  const name = written('{"serverUrl":"https://tasks.example.org/"}')
  expect(readSettings(name)).toEqual({ serverUrl: 'https://tasks.example.org' })
})

test.each(['{', '{"serverUrl":"ftp://example.org"}', '[]'])(
  'a file that says %s is named, not passed over',
  (text) => {
    const name = written(text)
    expect(() => readSettings(name)).toThrow(name)
  },
)
