// The server, restarted on change, beside Vite's development server for the web app and a page of all
// mails. When one of them ends, so do the others. A signal reaches all by itself: they share this
// process group.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const commands = [
  { program: 'node', args: ['--watch', 'apps/server/src/main.ts'], cwd: '.' },
  { program: 'node', args: ['--watch', 'apps/server/src/dev/main.ts'], cwd: '.' },
  { program: 'vite', args: [], cwd: 'apps/web' },
]

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)

const children = commands.map(({ program, args, cwd }) =>
  spawn(program, args, { cwd, stdio: 'inherit' }),
)
const ends = children.map((child) => once(child, 'exit'))
await Promise.race(ends)
for (const child of children) if (child.exitCode === null) child.kill('SIGTERM')
await Promise.all(ends)
const failed = children.find((child) => child.exitCode !== 0)
process.exitCode = failed ? (failed.exitCode ?? 1) : 0
