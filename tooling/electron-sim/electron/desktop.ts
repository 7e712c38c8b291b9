import { strict } from '../strict.ts'

export const shell = strict('shell', {
  /** Opens nothing; a test puts its own in this place. */
  openExternal: async (_url: string): Promise<void> => undefined,
})

export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => console.error(`${title}: ${content}`),
})
