/** What quitting needs of a window. */
export interface OpenWindow {
  close(): void
}

export const openWindows = new Map<number, OpenWindow>()
