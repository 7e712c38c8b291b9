import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCountingProxy } from './measure/counting-proxy.ts'
import { processTree } from './measure/process-tree.ts'
import type { Side } from './side.ts'

export const peerNames = ['rxdb', 'triplit', 'zero'] as const
export type PeerName = (typeof peerNames)[number]

const folderOf = (name: PeerName): URL => new URL(`../peers/${name}/`, import.meta.url)

/** Those that somebody has installed: `bench/peers/README.md` says how. */
export const installedPeers = (): PeerName[] =>
  peerNames.filter((name) => existsSync(new URL('node_modules', folderOf(name))))

/** Below the range that outgoing connections take theirs from. */
const anyPort = (): number => 20_000 + Math.floor(Math.random() * 10_000)

/**
 * Starts a peer's server with `n` tasks. A peer is two modules in its folder: `<name>-server-main.ts`,
 * which says `ready` and counts titles, and `<name>-client.ts`.
 * @param databaseUrl of a PostgreSQL that a peer may make a database of its own in
 */
export const openPeer = async (
  name: PeerName,
  { n, databaseUrl, databasePids }: { databaseUrl: string } & Pick<Side, 'n' | 'databasePids'>,
): Promise<Side> => {
  await using stack = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), `holdfast-bench-${name}-`))
  stack.defer(() => rm(data, { recursive: true, force: true }))
  const port = anyPort()
  const child = fork(
    new URL(`${name}-server-main.ts`, folderOf(name)),
    [String(n), String(port), databaseUrl],
    {
      cwd: data,
      execArgv: ['--max-old-space-size=6000'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  stack.defer(() => endOf(child))
  await answerOf(child)
  const proxy = stack.use(await openCountingProxy(port))
  const opened = stack.move()
  return {
    name,
    n,
    port,
    proxy,
    pids: () => processTree(child.pid ?? 0),
    databasePids: name === 'zero' ? databasePids : () => [],
    adapter: new URL(`${name}-client.ts`, folderOf(name)),
    admit: async () => null,
    async count(tasks, title) {
      child.send({ tasks, title })
      const { kept } = (await answerOf(child)) as { kept: number }
      return { kept, written: kept }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

const answerOf = async (child: ChildProcess): Promise<unknown> => {
  const over = new AbortController()
  const { signal } = over
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the peer ended (${code})`)
  })
  try {
    const [answer] = await Promise.race([once(child, 'message', { signal }), ended])
    return answer
  } finally {
    over.abort()
    ended.catch(() => undefined)
  }
}

const endOf = async (child: ChildProcess): Promise<void> => {
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
