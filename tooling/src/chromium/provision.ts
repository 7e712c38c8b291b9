// Run before the tests: makes sure that the suites which need a browser or a screen can run, and
// names those that cannot. With CI=true a suite that cannot run is a failure.
import { globSync } from 'node:fs'
import { findProgram } from '../find-program.ts'
import { findChromium } from './find-chromium.ts'
import { canInstallWithApt, installWithApt } from './install-with-apt.ts'

const needs = [
  {
    what: 'Chromium',
    packages: ['chromium'],
    found: () => findChromium() !== undefined,
    suites: ['{apps,packages}/*/src/**/*.browser.test.{ts,tsx}', 'tests/**/*.e2e.test.ts'],
    remedy: 'install Chromium or Chrome, or set CHROMIUM_PATH',
  },
  {
    what: 'screen (Xvfb)',
    packages: ['xvfb'],
    found: () => Boolean(process.env.DISPLAY) || findProgram('Xvfb') !== undefined,
    suites: ['tests/src/desktop/**/*.e2e.test.ts'],
    remedy: 'install Xvfb, or set DISPLAY',
  },
]

const packages = needs.filter((need) => !need.found()).flatMap((need) => need.packages)
if (packages.length > 0 && canInstallWithApt()) {
  console.log(`Installing ${packages.join(' and ')} with apt for the browser tests`)
  installWithApt(packages)
}

const unmet = needs.filter((need) => !need.found())
for (const need of unmet) {
  console.error(`There is no ${need.what} here, so these suites cannot run (${need.remedy}):`)
  const exclude = (path: string) => path === 'node_modules' || path.endsWith('/node_modules')
  for (const suite of globSync(need.suites, { exclude })) console.error(`  ${suite}`)
}
if (unmet.length > 0 && process.env.CI === 'true') process.exitCode = 1
