// `node guard.ts <folder> <program> …args`: runs a program in the folder until it ends, or until
// standard input does. Input is a pipe that whoever wants the program holds open: when that process is
// gone, however it went, the program and all it started are killed and the folder is removed. First it
// prints the program's process id, which is that of its process group too.
import { spawn } from 'node:child_process'
import { openSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '', program = '', ...args] = process.argv.slice(2)
const log = openSync(join(folder, 'output.log'), 'a')
const child = spawn(program, args, { cwd: folder, detached: true, stdio: ['ignore', log, log] })
const { pid } = child
let wanted = true

child.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
// The folder outlives a program that ended by itself: it may be started on it again.
child.on('exit', () => {
  if (!wanted) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  process.exit()
})
if (pid !== undefined) {
  process.stdin.resume()
  process.stdin.on('end', () => {
    wanted = false
    process.kill(-pid, 'SIGKILL')
  })
  process.stdout.write(`${pid}\n`)
}
