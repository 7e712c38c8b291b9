// Behind every root script: `node scripts/bootstrap.mjs X …` brings the pinned pnpm, the packages
// and Node 24 where they are missing, then runs the script `task:X` of package.json.
//
// It runs on Node 18 or newer with nothing installed, so it imports only what Node ships.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const stamp = join(root, 'node_modules', '.installed-lock')
const neededNode = 24

/** How long processes of a task may outlive the task itself, in milliseconds. */
const patience = 10_000

const [name, ...args] = process.argv.slice(2)
process.exitCode = await main()

async function main() {
  const script = manifest.scripts[`task:${name}`]
  if (!script) return fail(`There is no task "${name}" in package.json.`)
  const bundled = bundledNode()
  if (!bundled && Number.parseInt(process.versions.node, 10) < neededNode) {
    return fail(
      `This system (${process.platform} ${process.arch}) has no bundled Node: ` +
        `install Node ${neededNode} or newer. This is ${process.versions.node}.`,
    )
  }
  const installed = await installPackages()
  if (installed !== 0) return installed
  const tools = [join(root, 'node_modules', '.bin')]
  if (bundled) tools.unshift(join(root, bundled))
  return run('sh', ['-c', `${script} "$@"`, name, ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [...tools, process.env.PATH].join(delimiter),
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
  })
}

/** The folder with the Node that package.json brings for this system, if it brings one. */
function bundledNode() {
  const packageName = `node-${process.platform}-${process.arch}`
  if (!manifest.optionalDependencies[packageName]) return undefined
  // The bundled build is linked against glibc; Alpine and its like must bring their own.
  if (!process.report.getReport().header.glibcVersionRuntime) return undefined
  return join('node_modules', packageName, 'bin')
}

/** Installs what the lock file names, unless that was done already. Returns an exit code. */
async function installPackages() {
  const wanted = createHash('sha256')
    .update(`${process.platform} ${process.arch}`)
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(readFileSync(join(root, 'pnpm-workspace.yaml')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0
  say(
    `Installing packages with ${manifest.packageManager} (once, and after each change of the lock)`,
  )
  // Output goes to stderr, so that what a task prints can be piped.
  // The lock file is trusted: pnpm checked the age of each version when it was added, and asking the
  // registry again about every one takes three times as long as the install.
  const install = ['install', '--frozen-lockfile', '--trust-lockfile']
  const code = await run('npx', ['-y', manifest.packageManager, ...install], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, npm_config_update_notifier: 'false' },
  })
  if (code !== 0) return fail(`Installing packages failed (exit code ${code}).`)
  writeFileSync(stamp, wanted)
  return 0
}

/**
 * Runs a command in a process group of its own and returns its exit code once the whole group is
 * gone. A signal is passed to the group once: a terminal sends Ctrl-C to this process, and npm
 * sends it again.
 */
function run(command, commandArgs, options) {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd: root, detached: true, ...options })
    let lastSignal = 0
    const pass = (signal) => {
      if (Date.now() - lastSignal < 1000) return
      lastSignal = Date.now()
      signalGroup(child.pid, signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    const orphaned = onOrphaned(() => pass('SIGTERM'))
    child.on('error', (error) => resolve(fail(`Could not run ${command}: ${error.message}`)))
    child.on('exit', async (code, signal) => {
      await groupGone(child.pid)
      for (const name of signals) process.off(name, pass)
      clearInterval(orphaned)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

/**
 * Calls back once when npm, having started this, is gone: killed outright it passes nothing on. The
 * scripts say `exec`, so that there is no shell in between.
 */
function onOrphaned(callback) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, 1000)
  return timer
}

/** Waits for the group's last process; those that outstay `patience` are killed. */
async function groupGone(group) {
  const deadline = Date.now() + patience
  while (signalGroup(group, 0)) {
    if (Date.now() > deadline) {
      // Not waited for again: under an init that reaps nobody the dead stay in their group.
      signalGroup(group, 'SIGKILL')
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Sends a signal to a process group. Returns whether there was anyone to receive it. */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal)
    return true
  } catch (error) {
    if (error.code === 'ESRCH') return false
    throw error
  }
}

function say(line) {
  console.error(`holdfast: ${line}`)
}

function fail(line) {
  say(line)
  return 1
}
