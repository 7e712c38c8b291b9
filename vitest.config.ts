import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { chromiumFlags, findChromium } from './tooling/src/chromium/index.ts'
import { findProgram } from './tooling/src/find-program.ts'
import { hasServices } from './tooling/src/services/find-services.ts'

const elsewhere = ['pg', 'services', 'browser', 'e2e', 'security'].map(
  (kind) => `**/*.${kind}.test.*`,
)
const changeFeed = 'packages/infra/src/change-feed/*.pg.test.ts'
const faults = 'tests/src/networked/faults.services.test.ts'
const never = ['**/node_modules/**', '**/dist/**']

// A condition that is waited for may take as long as a busy machine needs.
const patient = { expect: { poll: { timeout: 30_000 } } }

// On two processors Vitest would run one file at a time, and many files wait more than they work.
const sideBySide = { ...patient, maxWorkers: Math.max(2, availableParallelism() - 1) }

function unit(folder: string): TestProjectInlineConfiguration {
  return {
    test: {
      ...sideBySide,
      name: folder.split('/').at(-1) ?? folder,
      include: [`${folder}/**/*.test.{ts,tsx}`],
      exclude: [...never, ...elsewhere],
      testTimeout: 60_000,
    },
  }
}

const pg: TestProjectInlineConfiguration = {
  test: {
    ...sideBySide,
    name: 'pg',
    include: ['{packages,apps,tests}/**/*.pg.test.ts'],
    exclude: [...never, changeFeed],
    globalSetup: ['packages/db/src/testing/global-setup.ts'],
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
}

/** A transaction under way in any database of a cluster holds a feed back: these have one alone. */
const pgFeed: TestProjectInlineConfiguration = {
  test: {
    ...pg.test,
    name: 'pg-feed',
    include: [changeFeed],
    exclude: never,
    fileParallelism: false,
    sequence: { groupOrder: 3 },
  },
}

/** What depends on the database's own behaviour, on the oldest version that is supported. */
const pg15: TestProjectInlineConfiguration = {
  test: {
    ...pg.test,
    name: 'pg15',
    include: ['packages/{db,api}/**/*.pg.test.ts'],
    exclude: [...never, '**/embedded-postgres.pg.test.ts'],
    globalSetup: ['packages/db/src/testing/global-setup-15.ts'],
  },
}
const hasPostgres15 = existsSync('/usr/lib/postgresql/15/bin/postgres')

/** Against a real Redis, RabbitMQ and mail server, and a PostgreSQL beside them. */
const services: TestProjectInlineConfiguration = {
  test: {
    ...sideBySide,
    name: 'services',
    include: ['{packages,apps,tests,tooling}/**/*.services.test.ts'],
    exclude: [...never, faults],
    globalSetup: [
      'packages/db/src/testing/global-setup.ts',
      'tooling/src/services/global-setup.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
}

/** Its servers answer from the cache within 50 ms or not at all: beside other suites they would not. */
const servicesFaults: TestProjectInlineConfiguration = {
  test: {
    ...services.test,
    name: 'services-faults',
    include: [faults],
    exclude: never,
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
}

/** What attackers try: against real servers on a real PostgreSQL. */
const security: TestProjectInlineConfiguration = {
  test: { ...pg.test, name: 'security', include: ['**/*.security.test.ts'], exclude: never },
}

const chromium = findChromium()

const browser: TestProjectInlineConfiguration = {
  test: {
    ...sideBySide,
    name: 'browser',
    include: ['{packages,apps}/**/*.browser.test.{ts,tsx}'],
    exclude: never,
    testTimeout: 90_000,
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

// Stories run one at a time and after everything else: they want the machine to themselves.
const story = {
  ...patient,
  exclude: never,
  fileParallelism: false,
  testTimeout: 180_000,
  hookTimeout: 120_000,
}

const e2e: TestProjectInlineConfiguration = {
  test: {
    ...story,
    name: 'e2e',
    include: ['tests/**/*.e2e.test.ts'],
    exclude: [...never, 'tests/src/desktop/**', '**/*.security.e2e.test.ts'],
    sequence: { groupOrder: 1 },
  },
}

/** What attackers try in a browser, and the ways in that people take. */
const securityE2e: TestProjectInlineConfiguration = {
  test: {
    ...story,
    name: 'security-e2e',
    include: ['**/*.security.e2e.test.ts'],
    sequence: { groupOrder: 4 },
  },
}

const desktop: TestProjectInlineConfiguration = {
  test: {
    ...story,
    name: 'desktop-e2e',
    include: ['tests/src/desktop/**/*.e2e.test.ts'],
    globalSetup: ['tooling/src/screen/global-setup.ts'],
    sequence: { groupOrder: 2 },
  },
}

const hasScreen = Boolean(process.env.DISPLAY) || findProgram('Xvfb') !== undefined

export default defineConfig({
  test: {
    projects: [
      ...['domain', 'sync', 'db', 'infra', 'api', 'client'].map((name) => unit(`packages/${name}`)),
      ...['server', 'web', 'desktop'].map((name) => unit(`apps/${name}`)),
      unit('tooling'),
      unit('tests'),
      unit('bench'),
      pg,
      pgFeed,
      security,
      ...(hasPostgres15 ? [pg15] : []),
      ...(hasServices() ? [services, servicesFaults] : []),
      ...(chromium ? [browser, e2e, securityE2e] : []),
      ...(chromium && hasScreen ? [desktop] : []),
    ],
  },
})
