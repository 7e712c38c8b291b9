// Prints where the tree goes against its own arrows; the exit code says whether it does.
import { checkArrows } from './check-arrows.ts'
import { checkText, textRules } from './check-text.ts'
import { rules } from './rules.ts'
import { sourceFiles } from './source-files.ts'

const root = process.cwd()
const breaches = [...(await checkArrows(root)), ...checkText(root)]
for (const { rule, what } of breaches) {
  const comment = [...rules, ...textRules].find(({ name }) => name === rule)?.comment
  console.error(`${rule}: ${what}${comment ? `\n  (${comment})` : ''}`)
}
console.log(`${sourceFiles(root).length} source files, ${breaches.length} breaches`)
if (breaches.length > 0) process.exitCode = 1
