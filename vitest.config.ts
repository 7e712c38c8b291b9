import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { chromiumFlags, findChromium } from './tooling/src/chromium/index.ts'
import { findProgram } from './tooling/src/find-program.ts'

const elsewhere = ['**/*.pg.test.*', '**/*.browser.test.*', '**/*.e2e.test.*']
const never = ['**/node_modules/**', '**/dist/**']

function unit(folder: string): TestProjectInlineConfiguration {
  return {
    test: {
      name: folder.split('/').at(-1) ?? folder,
      include: [`${folder}/**/*.test.{ts,tsx}`],
      exclude: [...never, ...elsewhere],
    },
  }
}

const pg: TestProjectInlineConfiguration = {
  test: {
    name: 'pg',
    include: ['{packages,apps,tests}/**/*.pg.test.ts'],
    exclude: never,
    globalSetup: ['packages/db/src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
}

const chromium = findChromium()

const browser: TestProjectInlineConfiguration = {
  test: {
    name: 'browser',
    include: ['{packages,apps}/**/*.browser.test.{ts,tsx}'],
    exclude: never,
    testTimeout: 30_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { args: chromiumFlags, ...(chromium && { executablePath: chromium }) },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
}

// One at a time and after everything else: a story in a browser wants the machine to itself.
function e2e(name: string, include: string, groupOrder: number): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [include],
      exclude: never,
      fileParallelism: false,
      sequence: { groupOrder },
      testTimeout: 180_000,
      hookTimeout: 120_000,
    },
  }
}

const hasScreen = Boolean(process.env.DISPLAY) || findProgram('Xvfb') !== undefined

export default defineConfig({
  test: {
    projects: [
      ...['domain', 'sync', 'db', 'infra', 'api', 'client'].map((name) => unit(`packages/${name}`)),
      ...['server', 'web', 'desktop'].map((name) => unit(`apps/${name}`)),
      unit('tooling'),
      unit('tests'),
      pg,
      ...(chromium ? [browser, e2e('e2e', 'tests/**/*.e2e.test.ts', 1)] : []),
      ...(chromium && hasScreen ? [e2e('desktop-e2e', 'apps/desktop/**/*.e2e.test.ts', 2)] : []),
    ],
  },
})
