import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkArrows, findUncruised } from './check-arrows.ts'
import { checkText } from './check-text.ts'
import { sourceFiles } from './source-files.ts'

const workspaces = {
  domain: 'packages/domain',
  sync: 'packages/sync',
  db: 'packages/db',
  infra: 'packages/infra',
  api: 'packages/api',
  client: 'packages/client',
  server: 'apps/server',
  web: 'apps/web',
  desktop: 'apps/desktop',
}

/** A small tree in which every arrow of the design is used once and none is broken. */
const soundTree: Record<string, string> = {
  'packages/domain/src/index.ts': "import { z } from 'zod'\nexport const Title = z",
  'packages/sync/src/index.ts': "export { Title } from '@holdfast/domain'",
  'packages/db/src/index.ts': "export { Title } from '@holdfast/domain'",
  'packages/infra/src/index.ts': "export type { Cached } from './cache/port.ts'",
  'packages/infra/src/cache/port.ts': "export type { Title as Cached } from '@holdfast/db'",
  'packages/infra/src/cache/memory.ts': "export { Title as memory } from '@holdfast/db'",
  'packages/api/src/index.ts': [
    "export type { Cached } from '@holdfast/infra'",
    "export { Title } from '@holdfast/sync'",
  ].join('\n'),
  'packages/client/src/index.ts': [
    "import type { Title } from '@holdfast/api'",
    "export { Title as T } from '@holdfast/sync'",
    'export type Api = typeof Title',
  ].join('\n'),
  'apps/server/src/index.ts': "export { Title } from '@holdfast/api'",
  'apps/server/src/compose.ts': "export { memory } from '@holdfast/infra/cache/memory.ts'",
  'apps/server/src/config/env.ts': 'export const port = process.env.PORT',
  'apps/web/src/index.ts': "export { T } from '@holdfast/client'",
  'apps/desktop/src/index.ts': "export { T } from '@holdfast/client'",
  'tooling/src/services/index.ts': 'export const startRedis = 0',
  'packages/infra/src/cache/redis.services.test.ts':
    "import '../../../../tooling/src/services/index.ts'",
  'tests/src/whole.test.ts': "import '../../apps/server/src/index.ts'",
}

describe('boundaries', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'boundaries-'))
    for (const [path, content] of Object.entries(soundTree)) plant(path, content)
    for (const [name, folder] of Object.entries(workspaces)) {
      const exports = { '.': './src/index.ts', './*': './src/*' }
      plant(`${folder}/package.json`, JSON.stringify({ name: `@holdfast/${name}`, exports }))
      link(join(root, folder), `node_modules/@holdfast/${name}`)
    }
    for (const name of ['zod', 'pg']) {
      plant(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }))
      plant(`node_modules/${name}/index.js`, '')
    }
  })

  afterEach(() => rmSync(root, { recursive: true }))

  function plant(path: string, content: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }

  function link(target: string, path: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    symlinkSync(target, join(root, path))
  }

  const brokenRules = async () => [...new Set((await checkArrows(root)).map(({ rule }) => rule))]

  test('a tree that follows the arrows has no breach', async () => {
    expect(await checkArrows(root)).toEqual([])
    expect(checkText(root)).toEqual([])
  })

  test.each([
    ['packages/domain/src/a.ts', "import '@holdfast/sync'", 'arrows-of-packages-domain'],
    ['packages/domain/src/a.ts', "import '../../db/src/index.ts'", 'arrows-of-packages-domain'],
    ['packages/domain/src/a.ts', "import 'pg'", 'packages-domain-is-pure'],
    ['packages/domain/src/a.ts', "import 'node:fs'", 'packages-domain-is-pure'],
    ['packages/sync/src/a.ts', "import '@holdfast/db'", 'arrows-of-packages-sync'],
    ['packages/sync/src/a.ts', "import 'node:crypto'", 'packages-sync-is-pure'],
    ['packages/db/src/a.ts', "import '@holdfast/sync'", 'arrows-of-packages-db'],
    ['packages/infra/src/a.ts', "import '@holdfast/api'", 'arrows-of-packages-infra'],
    [
      'packages/api/src/a.ts',
      "import '../../../apps/server/src/index.ts'",
      'arrows-of-packages-api',
    ],
    ['packages/api/src/a.ts', "import '@holdfast/infra/cache/memory.ts'", 'api-knows-only-ports'],
    [
      'packages/infra/src/index.ts',
      "export * from './cache/memory.ts'",
      'index-of-infra-shows-only-ports',
    ],
    ['packages/client/src/a.ts', "import '@holdfast/db'", 'arrows-of-packages-client'],
    ['packages/client/src/a.ts', "import '@holdfast/api'", 'client-knows-only-types-of-api'],
    ['apps/server/src/a.ts', "import '@holdfast/client'", 'arrows-of-apps-server'],
    [
      'apps/server/src/a.ts',
      "import '@holdfast/infra/cache/memory.ts'",
      'only-compose-picks-adapters',
    ],
    ['apps/web/src/a.tsx', "import type {} from '@holdfast/api'", 'arrows-of-apps-web'],
    ['apps/desktop/src/a.ts', "import '../../web/src/index.ts'", 'arrows-of-apps-desktop'],
    [
      'packages/infra/src/a.ts',
      "import '../../../tooling/src/services/index.ts'",
      'only-tests-start-services',
    ],
    ['packages/sync/src/a.ts', "import '../../../tests/src/whole.test.ts'", 'tests-stay-outside'],
    ['packages/sync/src/a.ts', "import './index.ts'; import './nowhere.ts'", 'no-unresolvable'],
  ])('in %s, %s breaks %s', async (path, content, rule) => {
    plant(path, content)
    expect(await brokenRules()).toContain(rule)
  })

  test('a circle of imports is a breach, also when only types go round', async () => {
    plant('packages/sync/src/a.ts', "import type { B } from './b.ts'\nexport type A = B")
    plant('packages/sync/src/b.ts', "import type { A } from './a.ts'\nexport type B = A")
    expect(await brokenRules()).toEqual(['no-cycles'])
  })

  test.each([
    ['packages/api/src/a.ts', 'export const a = process.env.HOME'],
    ['packages/api/src/a.ts', "export const a = process['env']"],
    ['packages/api/src/a.ts', "import { env } from 'node:process'"],
    ['apps/server/src/config/config.ts', 'export const a = process.env'],
    ['apps/web/src/a.tsx', 'export const { a } = process . env'],
  ])('in %s, %s reads the environment', (path, content) => {
    plant(path, content)
    expect(checkText(root).map(({ what }) => what)).toEqual([expect.stringContaining(path)])
  })

  test.each([
    ['packages/domain/src/a.ts', 'export const now = Date.now()'],
    ['packages/sync/src/a.ts', 'export const now = new Date()'],
    ['packages/domain/src/a.ts', 'export const id = Math.random()'],
  ])('in %s, %s is a clock or chance of its own', (path, content) => {
    plant(path, content)
    expect(checkText(root).map(({ rule }) => rule)).toEqual(['time-and-chance-are-arguments'])
  })

  test('tests may read the environment', () => {
    plant('packages/api/src/a.test.ts', 'export const a = process.env.HOME')
    expect(checkText(root)).toEqual([])
  })

  test('cruising fewer modules than there are source files is a breach', () => {
    const files = sourceFiles(root)
    expect(files).toHaveLength(Object.keys(soundTree).length)
    const modules = files.slice(1).map((source) => ({ source }))
    expect(findUncruised(files, modules).map(({ rule }) => rule)).toEqual(['every-file-is-cruised'])
    expect(findUncruised(files, [])).toHaveLength(files.length)
  })
})
