import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Breach } from './breach.ts'
import { sourceFiles } from './source-files.ts'

/** The files that read the environment's names, once each, for everyone else. */
const readers = new Set(['apps/server/src/config/env.ts'])

const exempt = /^(tests|bench|tooling)\/|\.test\.tsx?$|\/vite\.config\.ts$/

const readsEnvironment =
  /\bprocess\s*(\??\.\s*env\b|\[\s*['"]env['"])|\benv\b[^\n]*from 'node:process'/

/** Reports the files that read the environment without being the one that may. */
export function checkEnvironment(root: string): Breach[] {
  return sourceFiles(root)
    .filter((file) => !exempt.test(file) && !readers.has(file))
    .filter((file) => readsEnvironment.test(readFileSync(join(root, file), 'utf8')))
    .map((file) => ({
      rule: 'one-reader-of-the-environment',
      what: `${file} reads process.env; only ${[...readers].join(', ')} may`,
    }))
}
