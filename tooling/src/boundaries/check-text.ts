import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Breach } from './breach.ts'
import { sourceFiles } from './source-files.ts'

interface TextRule {
  name: string
  comment: string
  /** The files the rule is about, and those among them that may. */
  files: RegExp
  except: RegExp
  forbidden: RegExp
}

/** What no import shows: names that every file can reach. */
export const textRules: TextRule[] = [
  {
    name: 'one-reader-of-the-environment',
    comment: 'only apps/server/src/config/env.ts reads process.env',
    files: /^(apps|packages)\//,
    except:
      /^apps\/server\/src\/config\/env\.ts$|\.test\.tsx?$|\/vite\.config\.ts$|^apps\/[^/]+\/scripts\/|^packages\/client\/examples\//,
    forbidden: /\bprocess\s*(\??\.\s*env\b|\[\s*['"]env['"])|\benv\b[^\n]*from 'node:process'/,
  },
  {
    name: 'time-and-chance-are-arguments',
    comment: 'packages/domain and packages/sync have no clock and no randomness of their own',
    files: /^packages\/(domain|sync)\//,
    except: /\.test\.ts$/,
    forbidden: /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(/,
  },
]

/** Reports the files whose text holds what a rule forbids there. */
export function checkText(root: string): Breach[] {
  return sourceFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return textRules
      .filter(({ files, except }) => files.test(file) && !except.test(file))
      .flatMap(({ name, forbidden }) => {
        const found = forbidden.exec(text)?.[0]
        return found ? [{ rule: name, what: `${file} has ${found}` }] : []
      })
  })
}
