// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { allActions } from './all-actions.ts'
import { type Pressed, pressedKey, ShortcutReader } from './shortcuts.ts'

const press = (key: string, over: Partial<Pressed> = {}): Pressed => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...over,
})

describe('shortcuts', () => {
  it('names keys by what they write', () => {
    expect(pressedKey(press(' '))).toBe('space')
    expect(pressedKey(press('?', { shiftKey: true }))).toBe('?')
    expect(pressedKey(press('Z', { shiftKey: true }))).toBe('shift+z')
    expect(pressedKey(press('F2'))).toBe('f2')
  })

  it('leaves the keys of the browser alone', () => {
    expect(pressedKey(press('z', { ctrlKey: true }))).toBeNull()
    expect(pressedKey(press('Shift', { shiftKey: true }))).toBeNull()
  })

  it('reads two keys in a row as one, within a second', () => {
    const reader = new ShortcutReader()
    expect(reader.read(press('g'), 0)).toEqual(['g'])
    expect(reader.read(press('t'), 400)).toEqual(['g t', 't'])
    expect(reader.read(press('t'), 5_000)).toEqual(['t'])
  })

  it('gives no key to two actions', () => {
    const keys = allActions.flatMap(({ shortcut }) => shortcut ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })
})
