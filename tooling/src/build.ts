// build.ts web desktop: builds these applications, quickly when nothing they are made of changed.
// What the builds print is shown only when one fails.
import { spawnSync } from 'node:child_process'

const apps = process.argv.slice(2)
const started = performance.now()
console.error(`holdfast: building ${apps.join(' and ')}, unless nothing changed`)

const args = ['run', 'build', ...apps.map((app) => `--filter=@holdfast/${app}`)]
const { status, stdout, stderr, error } = spawnSync('turbo', args, {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})

if (status !== 0) {
  console.error(error?.message ?? `${stdout}${stderr}`)
  process.exitCode = status ?? 1
} else {
  console.error(`holdfast: built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
