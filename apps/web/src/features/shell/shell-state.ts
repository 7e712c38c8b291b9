import { create } from 'zustand'

const singleKeysKey = 'holdfast.single-keys'

interface ShellState {
  /** Is the line for a new task open? */
  adding: boolean
  /** Is that line on the screen? It follows the first wish for it, when its code has arrived. */
  lineShown: boolean
  /** Is the sheet of keys open? */
  keysShown: boolean
  /** Single letters act. They can be switched off (WCAG 2.1.4). */
  singleKeys: boolean
}

export const useShell = create<ShellState>()(() => ({
  // The app's icon on a phone or a desktop offers a new task.
  adding: new URLSearchParams(location.search).has('add'),
  lineShown: false,
  keysShown: false,
  singleKeys: localStorage.getItem(singleKeysKey) !== 'off',
}))

export function showQuickAdd(adding: boolean): void {
  useShell.setState({ adding })
}

export function setLineShown(lineShown: boolean): void {
  useShell.setState({ lineShown })
}

export function showKeys(keysShown: boolean): void {
  useShell.setState({ keysShown })
}

export function setSingleKeys(singleKeys: boolean): void {
  localStorage.setItem(singleKeysKey, singleKeys ? 'on' : 'off')
  useShell.setState({ singleKeys })
}
