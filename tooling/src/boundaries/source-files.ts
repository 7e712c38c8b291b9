import { globSync } from 'node:fs'
import { relative } from 'node:path'

/** The folders that hold source, in the repository's tree. */
export const sourceFolders = ['packages', 'apps', 'tests', 'bench', 'tooling']

const skipped = new Set(['node_modules', 'dist'])

/** Every source file below those folders, relative to the root, sorted. */
export function sourceFiles(root: string): string[] {
  return globSync(`{${sourceFolders.join(',')}}/**/*.{ts,tsx,mts,mjs}`, {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => skipped.has(entry.name),
  })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.d.ts'))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`))
    .sort()
}
