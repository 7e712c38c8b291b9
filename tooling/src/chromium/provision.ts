// Run before the tests: makes sure that the suites which need a browser or a screen can run, and
// names those that cannot. With CI=true a suite that cannot run is a failure.
import { findProgram } from '../find-program.ts'
import { provide } from '../provision/provide.ts'
import { findChromium } from './find-chromium.ts'

const unmet = provide([
  {
    what: 'Chromium',
    packages: ['chromium'],
    found: () => findChromium() !== undefined,
    suites: ['{apps,packages}/*/src/**/*.browser.test.{ts,tsx}', '**/*.e2e.test.ts'],
    remedy: 'install Chromium or Chrome, or set CHROMIUM_PATH',
  },
  {
    what: 'screen (Xvfb)',
    packages: ['xvfb'],
    found: () => Boolean(process.env.DISPLAY) || findProgram('Xvfb') !== undefined,
    suites: ['tests/src/desktop/**/*.e2e.test.ts'],
    remedy: 'install Xvfb, or set DISPLAY',
  },
])
if (unmet.length > 0 && process.env.CI === 'true') process.exitCode = 1
