import { webWiring } from './web.ts'
import type { Wiring } from './wiring.ts'

/** The desktop window brings its own store, session and link; a browser uses its own. */
export async function chooseWiring(): Promise<Wiring> {
  if (!window.holdfast) return webWiring()
  const { desktopWiring } = await import('./desktop.ts')
  return desktopWiring(window.holdfast)
}
