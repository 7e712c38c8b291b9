import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult, type IModule } from 'dependency-cruiser'
import type { Breach } from './breach.ts'
import { rules } from './rules.ts'
import { sourceFiles, sourceFolders } from './source-files.ts'

/**
 * Follows every import below `root` and reports those that go against the arrows, and the source
 * files that were not followed: a cruiser that cannot read TypeScript finds nothing to report.
 */
export async function checkArrows(root: string): Promise<Breach[]> {
  const { modules, summary } = await cruiseTree(root)
  const breaches = summary.violations.map((violation) => ({
    rule: violation.rule.name,
    what: [violation.from, ...(violation.cycle?.map(({ name }) => name) ?? [violation.to])].join(
      ' -> ',
    ),
  }))
  return [...findUncruised(sourceFiles(root), modules), ...breaches]
}

/** Reports the files that are missing from the modules cruised. */
export function findUncruised(files: string[], modules: Pick<IModule, 'source'>[]): Breach[] {
  const cruised = new Set(modules.map(({ source }) => source))
  return files
    .filter((file) => !cruised.has(file))
    .map((file) => ({ rule: 'every-file-is-cruised', what: `${file} was not followed` }))
}

async function cruiseTree(root: string): Promise<ICruiseResult> {
  const folders = sourceFolders.filter((folder) => existsSync(join(root, folder)))
  const { output } = await cruise(folders, {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: rules },
    tsPreCompilationDeps: true,
    exclude: { path: '(^|/)dist/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'browser', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mts', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
  })
  if (typeof output === 'string') throw new Error('Expected the cruise result as an object')
  return output
}
