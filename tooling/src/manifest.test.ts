import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

test('the pnpm that the bootstrap fetches is the one that turbo finds', () => {
  const { packageManager, devDependencies } = read('package.json')
  expect(packageManager).toBe(`pnpm@${devDependencies.pnpm}`)
})

test.each(
  globSync('{apps,packages}/*/package.json').concat('tests/package.json', 'bench/package.json'),
)('%s takes its versions from the catalog', (path) => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = read(path)
  const all = {
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
    ...peerDependencies,
  }
  const own = Object.entries(all).filter(
    ([, version]) => version !== 'catalog:' && version !== 'workspace:*',
  )
  expect(own).toEqual([])
})
