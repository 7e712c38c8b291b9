import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Gives the tests of this run a screen: the one in `DISPLAY`, else an Xvfb of their own. */
export default async function startScreen(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DISPLAY) return undefined
  const args = ['-displayfd', '3', '-screen', '0', '1440x900x24', '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const ended = once(server, 'exit')
  const failed = ended.then(() => Promise.reject(new Error('Xvfb ended before it was ready')))
  const ready = once(server.stdio[3] as NodeJS.ReadableStream, 'data')
  const [number] = await Promise.race([ready, failed])
  process.env.DISPLAY = `:${String(number).trim()}`
  return async () => {
    server.kill()
    await ended
  }
}
