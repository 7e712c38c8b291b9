import type { Wiring } from './wiring.ts'

/** The desktop window brings its own store, session and link; a browser uses its own. */
export async function chooseWiring(): Promise<Wiring> {
  const { webWiring } = await import('./web.ts')
  return webWiring()
}
