import { desktopWiring } from './desktop.ts'
import { webWiring } from './web.ts'
import type { Wiring } from './wiring.ts'

/**
 * The desktop window brings its own store, session and link; a browser uses its own. Neither is
 * loaded on demand as a whole: screens ask for the wiring as soon as their code runs.
 */
export function chooseWiring(): Wiring {
  return window.holdfast ? desktopWiring(window.holdfast) : webWiring()
}
