import { globSync } from 'node:fs'
import { canInstallWithApt, installWithApt } from './install-with-apt.ts'

/** Something of the machine that suites need. */
export interface Need {
  what: string
  /** Debian's packages that bring it. */
  packages: string[]
  found: () => boolean
  /** Globs of the suites that cannot run without it. */
  suites: string[]
  /** What a person can do about it. */
  remedy: string
}

/**
 * Installs what is missing where it may, and names the suites that cannot run without the rest.
 * @returns what is still missing
 */
export function provide(needs: Need[]): Need[] {
  const packages = needs.filter((need) => !need.found()).flatMap((need) => need.packages)
  if (packages.length > 0 && canInstallWithApt()) {
    console.log(`Installing ${packages.join(' and ')} with apt for the tests`)
    installWithApt(packages)
  }
  const unmet = needs.filter((need) => !need.found())
  for (const need of unmet) {
    console.error(`There is no ${need.what} here, so these suites cannot run (${need.remedy}):`)
    const exclude = (path: string) => path === 'node_modules' || path.endsWith('/node_modules')
    for (const suite of globSync(need.suites, { exclude })) console.error(`  ${suite}`)
  }
  return unmet
}
