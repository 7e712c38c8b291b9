/** The part of a keyboard event that decides. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

const names: Record<string, string> = { ' ': 'space' }

/**
 * A key press in the words of `Action.shortcut`. A sign that needs Shift on some keyboards, such as
 * `?`, is named by what it writes; Shift is named with letters only.
 * @returns null with Ctrl, Meta or Alt, which belong to the browser, and for Shift alone
 */
export function pressedKey({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed): string | null {
  if (ctrlKey || metaKey || altKey || key === 'Shift') return null
  const name = names[key] ?? key.toLowerCase()
  return shiftKey && /^\p{L}$/u.test(name) ? `shift+${name}` : name
}

const sequenceWithin = 1_000

/** Reads presses into shortcuts of one or two keys: `e`, then `g t` where the two come within a second. */
export class ShortcutReader {
  #first: { key: string; at: number } | null = null

  /**
   * @param now milliseconds
   * @returns the shortcuts that the press may mean, the longer first
   */
  read(pressed: Pressed, now: number): string[] {
    const key = pressedKey(pressed)
    if (key === null) return []
    const first = this.#first && now - this.#first.at < sequenceWithin ? this.#first.key : null
    this.#first = { key, at: now }
    return first ? [`${first} ${key}`, key] : [key]
  }
}

const typing = 'input, textarea, select, [contenteditable="true"]'
const layer = '[role="menu"], [role="listbox"], [role="dialog"], [role="combobox"]'

/** Single keys are text in a field and navigation in a menu; there they do nothing else. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  const field = target.closest(typing)
  if (field instanceof HTMLInputElement && field.type === 'checkbox') return false
  return field !== null || target.closest(layer) !== null
}
