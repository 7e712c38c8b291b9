// Adds up what the tests and the checks reported: count-results.mjs <folder> <exit code of the
// tests> <exit code of the checks>. The last line is the total; the exit code says whether all passed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, testsExit, checksExit] = process.argv.slice(2)

function report(name) {
  const path = join(folder, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

/** Failed tests, and files that failed outside of any test: on loading, or while cleaning up. */
function failedTests(tests) {
  const brokenFiles = (tests?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return (tests?.numFailedTests ?? 0) + brokenFiles.length
}

/** A run that failed without naming a failure, or left no report, counts as one failure. */
function atLeastOne(failed, exitCode, hasReport) {
  return failed === 0 && (exitCode !== '0' || !hasReport) ? 1 : failed
}

const tests = report('tests.json')
const checks = report('checks.json')
const testsFailed = atLeastOne(failedTests(tests), testsExit, tests)
const checksFailed = atLeastOne(
  checks?.filter(({ passed }) => !passed).length ?? 0,
  checksExit,
  checks,
)
const passed = (tests?.numPassedTests ?? 0) + (checks?.filter(({ passed }) => passed).length ?? 0)
const failed = testsFailed + checksFailed

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
