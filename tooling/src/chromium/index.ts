export { chromiumFlags } from './chromium-flags.ts'
export { findChromium } from './find-chromium.ts'
export { launchChromium } from './launch-chromium.ts'
