import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

describe('count-results', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'results-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function count(reports: { tests?: object; checks?: object }, testsExit = 0, checksExit = 0) {
    for (const [name, report] of Object.entries(reports)) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(report))
    }
    const script = ['scripts/count-results.mjs', folder, `${testsExit}`, `${checksExit}`]
    const { stdout, status } = spawnSync(process.execPath, script, { encoding: 'utf8' })
    return { line: stdout, status }
  }

  const checks = [{ passed: true }, { passed: true }]

  test('adds tests and checks', () => {
    const tests = { numPassedTests: 40, numFailedTests: 0 }
    expect(count({ tests, checks })).toEqual({ line: '42 passed, 0 failed\n', status: 0 })
  })

  test('counts failures of both', () => {
    const tests = { numPassedTests: 40, numFailedTests: 3 }
    const outcome = count({ tests, checks: [{ passed: true }, { passed: false }] }, 1, 1)
    expect(outcome).toEqual({ line: '41 passed, 4 failed\n', status: 1 })
  })

  test('a file that failed outside its tests is a failure beside those', () => {
    const failed = { status: 'failed', assertionResults: [{ status: 'failed' }] }
    const broken = { status: 'failed', assertionResults: [{ status: 'passed' }] }
    const tests = { numPassedTests: 40, numFailedTests: 1, testResults: [failed, broken] }
    expect(count({ tests, checks }, 1).line).toBe('42 passed, 2 failed\n')
  })

  test('a run that failed outside its tests is a failure', () => {
    const tests = { numPassedTests: 40, numFailedTests: 0 }
    expect(count({ tests, checks }, 1)).toEqual({ line: '42 passed, 1 failed\n', status: 1 })
  })

  test('a run without a report is a failure, whatever its exit code', () => {
    expect(count({}, 0, 0)).toEqual({ line: '0 passed, 2 failed\n', status: 1 })
  })
})
