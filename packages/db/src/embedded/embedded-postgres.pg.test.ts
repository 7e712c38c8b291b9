import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LaunchError } from './launch.ts'
import { DataFolderInUse } from './ownership.ts'
import {
  type EmbeddedPostgres,
  joinOrStartEmbeddedPostgres,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts'

const isRoot = process.getuid?.() === 0

// Making a cluster takes most of a second, so each test begins with a copy of one that was stopped.
let pristine: string
let parent: string
let dataDir: string
const opened: { stop(): Promise<void> }[] = []

beforeAll(async () => {
  pristine = join(await mkdtemp(join(tmpdir(), 'holdfast-pristine-')), 'cluster')
  await using _ = await startEmbeddedPostgres({ dataDir: pristine })
})
afterAll(() => rm(join(pristine, '..'), { recursive: true }))
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'holdfast-embedded-'))
  dataDir = join(parent, 'cluster')
  await cp(pristine, dataDir, { recursive: true })
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.stop()))
  await rm(parent, { recursive: true, force: true })
})

const start = async (folder = dataDir, settings: Record<string, string> = {}) => {
  const postgres = await startEmbeddedPostgres({ dataDir: folder, settings })
  opened.push(postgres)
  return postgres
}

const query = async <T extends object>(url: string, text: string): Promise<T[]> => {
  const client = new Client({ connectionString: url })
  // A killed server also cuts the connection that asked.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

const eventually = async <T>(work: () => Promise<T>): Promise<T> => {
  for (const deadline = Date.now() + 20_000; ; await delay(20)) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

const postmasterPid = async (): Promise<number> =>
  Number((await readFile(join(dataDir, 'data/postmaster.pid'), 'utf8')).split('\n')[0])

const isRunning = async (pid: number): Promise<boolean> => {
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return state !== '' && !/\) Z /.test(state)
}

/** Starts the cluster in another process, to be killed. */
const startElsewhere = async (
  ...wrapper: string[]
): Promise<{ owner: ChildProcess; url: string }> => {
  const script = fileURLToPath(new URL('../testing/embedded-owner.ts', import.meta.url))
  const [program = '', ...args] = [...wrapper, process.execPath, script, dataDir]
  const owner = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = (await once(createInterface(owner.stdout), 'line')) as [string]
  opened.push({
    stop: async () => {
      if (owner.exitCode !== null || owner.signalCode !== null) return
      owner.kill('SIGTERM')
      await once(owner, 'exit')
    },
  })
  return { owner, url }
}

const keep = (url: string) =>
  query(url, `CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('kept')`)
const kept = (url: string) => query<{ word: string }>(url, 'SELECT word FROM kept')

describe('a new cluster', () => {
  test('is durable, private and ready for its program, which may do no more than it must', async () => {
    const { url, version, owned } = await start(join(parent, 'fresh'))
    expect({ version, owned }).toEqual({ version: expect.stringMatching(/^\d+\.\d+/), owned: true })
    const settings = await query<{ name: string; setting: string }>(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes',
         'synchronous_commit', 'wal_level', 'max_prepared_transactions', 'listen_addresses',
         'server_encoding', 'data_checksums', 'password_encryption', 'TimeZone')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      wal_level: 'logical',
      max_prepared_transactions: '0',
      listen_addresses: '',
      server_encoding: 'UTF8',
      data_checksums: 'on',
      password_encryption: 'scram-sha-256',
      TimeZone: 'UTC',
    })
    const facts = await query(
      url,
      `SELECT current_user AS role, rolsuper AS super, lower('ÅÉ') AS lower,
              'a' < 'B' AS words, datcollate AS locale
       FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()`,
    )
    expect(facts).toMatchObject([{ role: 'holdfast', super: false, lower: 'åé', words: false }])
  })

  test('lets nobody in without its password, which only the owner can read', async () => {
    const { url } = await start()
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
    const guess = url.replace(/:[^:@]+@/, ':guess@')
    await expect(query(guess, 'SELECT')).rejects.toThrow('password authentication failed')
    expect((await stat(join(dataDir, 'run'))).mode & 0o777).toBe(0o700)
  })

  test('that was left half made is made again', async () => {
    const folder = join(parent, 'half')
    await mkdir(join(folder, 'data.new-cut/base'), { recursive: true })
    await writeFile(join(folder, 'data.new-cut/PG_VERSION'), '18')
    const { url } = await start(folder)
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect((await readdir(folder)).sort()).toEqual(['data', 'password', 'postgres.log', 'run'])
  })

  test('on a path too long for a socket listens on a loopback port', async () => {
    const folder = join(parent, 'x'.repeat(100))
    await cp(dataDir, folder, { recursive: true })
    const { url } = await start(folder)
    expect(new URL(url).searchParams.get('host')).toBe('127.0.0.1')
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const guess = url.replace(/:[^:@]+@/, ':guess@')
    await expect(query(guess, 'SELECT')).rejects.toThrow('password authentication failed')
  })

  test('that cannot start says what PostgreSQL said', async () => {
    const failure = await start(dataDir, { shared_buffers: 'plenty' }).catch((error) => error)
    expect(failure).toBeInstanceOf(LaunchError)
    expect(failure.message).toContain('invalid value for parameter "shared_buffers": "plenty"')
  })
})

describe('one owner', () => {
  test('is all that a folder has; another start names the mend', async () => {
    await start()
    const second = start()
    await expect(second).rejects.toThrow(DataFolderInUse)
    await expect(second).rejects.toThrow('Stop it first, or set HOLDFAST_DATA to another folder')
  })

  test.each(['an old', 'a new'])('comes of starts at the same moment on %s folder', async (age) => {
    if (age === 'a new') await rm(dataDir, { recursive: true })
    const starts = await Promise.allSettled([start(), start(), start()])
    const won = starts.filter((each) => each.status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const each of starts)
      if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(DataFolderInUse)
    const [winner] = won as PromiseFulfilledResult<EmbeddedPostgres>[]
    expect(await query(winner?.value.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('shares with a command, which leaves it running', async () => {
    const { url } = await start()
    const joined = await joinOrStartEmbeddedPostgres({ dataDir })
    expect(joined).toMatchObject({ owned: false, url })
    await joined.stop()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('is the command itself where no server runs, and it leaves nothing running', async () => {
    const postgres = await joinOrStartEmbeddedPostgres({ dataDir })
    expect(postgres.owned).toBe(true)
    const pid = await postmasterPid()
    await postgres.stop()
    expect(await isRunning(pid)).toBe(false)
  })
})

describe('after SIGKILL', () => {
  test('of PostgreSQL the running server brings it back with all that was committed', async () => {
    const { url } = await start()
    await keep(url)
    const pid = await postmasterPid()
    process.kill(pid, 'SIGKILL')
    await eventually(async () => expect(await postmasterPid()).not.toBe(pid))
    expect(await eventually(() => kept(url))).toEqual([{ word: 'kept' }])
    await expect(start()).rejects.toThrow(DataFolderInUse)
  })

  test('of PostgreSQL again and again, before it has come up, the running server does not give up', async () => {
    const { url } = await start()
    await keep(url)
    for (const killed = new Set<number>(); killed.size < 4; ) {
      const pid = await eventually(async () => {
        const found = await postmasterPid()
        expect(found > 0 && !killed.has(found)).toBe(true)
        return found
      })
      killed.add(pid)
      process.kill(pid, 'SIGKILL')
    }
    expect(await eventually(() => kept(url))).toEqual([{ word: 'kept' }])
  })

  test('of one of its processes it recovers by itself and stays owned', async () => {
    const { url } = await start()
    await keep(url)
    const pid = await postmasterPid()
    const client = new Client({ connectionString: url })
    const cut = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    for (const backend of rows) process.kill(backend.pid, 'SIGKILL')
    await cut
    await eventually(() => query(url, 'SELECT'))
    expect(await kept(url)).toEqual([{ word: 'kept' }])
    expect(await postmasterPid()).toBe(pid)
    await eventually(() => expect(start()).rejects.toThrow(DataFolderInUse))
  })

  test('of the server the next one takes its PostgreSQL over', async () => {
    const { owner, url } = await startElsewhere()
    await keep(url)
    const pid = await postmasterPid()
    await expect(start()).rejects.toThrow(DataFolderInUse)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    expect(await isRunning(pid)).toBe(true)
    const next = await start()
    expect(await kept(next.url)).toEqual([{ word: 'kept' }])
    expect(await isRunning(pid)).toBe(false)
  })

  test('of both the next start recovers', async () => {
    const { owner, url } = await startElsewhere()
    await keep(url)
    owner.kill('SIGKILL')
    process.kill(await postmasterPid(), 'SIGKILL')
    const next = await start()
    expect(await kept(next.url)).toEqual([{ word: 'kept' }])
  })

  test('a left-over process number that is another program’s by now is no hindrance', async () => {
    const { owner, url } = await startElsewhere()
    await keep(url)
    const pid = await postmasterPid()
    owner.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
    await eventually(async () => expect(await isRunning(pid)).toBe(false))
    const file = join(dataDir, 'data/postmaster.pid')
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(process.pid)))
    const next = await start()
    expect(await kept(next.url)).toEqual([{ word: 'kept' }])
  })
})

describe('rights', () => {
  const ownerOf = async (folder: string) => (await stat(join(folder, 'data'))).uid

  test('of a parent folder that nobody else may enter are enough', async () => {
    expect((await stat(parent)).mode & 0o777).toBe(0o700)
    const { url } = await start()
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await ownerOf(dataDir)).toBe(process.getuid?.())
  })

  test('of a folder that all may enter: root hands the cluster to nobody, and back when closed', async () => {
    await chmod(parent, 0o755)
    const first = await start()
    await keep(first.url)
    expect(await ownerOf(dataDir)).toBe(isRoot ? 65534 : process.getuid?.())
    await first.stop()
    await chmod(parent, 0o700)
    const second = await start()
    expect(await kept(second.url)).toEqual([{ word: 'kept' }])
    expect(await ownerOf(dataDir)).toBe(process.getuid?.())
  })

  test('of a common user are enough', async () => {
    const asCommonUser = ['unshare', '-U', '--map-user=12345', '--map-group=12345', '--']
    const { url } = await startElsewhere(...(isRoot ? asCommonUser : []))
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })
})
