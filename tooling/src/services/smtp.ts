import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import PostalMime, { type Email } from 'postal-mime'
import { freePort } from './free-port.ts'
import { Guarded, portAnswers } from './guarded.ts'

const manifest: { version: string } = createRequire(import.meta.url)('smtp-server/package.json')
const MAIN = fileURLToPath(new URL('smtp-main.ts', import.meta.url))

/** A mail as the server took it. */
export interface ReceivedMail {
  envelope: { from: string; to: string[] }
  /** Every byte after DATA, as text. */
  raw: string
  parsed: Email
}

/** Where a private mail server listens, and where it puts what it gets. */
export interface MailServer {
  url: string
  /** Folder of what was received. */
  inbox: string
  version: string
}

export interface Smtp extends MailServer, AsyncDisposable {
  /** The program; to kill, pause and restart. */
  process: Guarded
}

/**
 * A private mail server on a free loopback port that takes all mail and delivers none. It refuses the
 * recipients `refused@…` for good (550) and `busy@…` for now (451).
 */
export async function startSmtp(): Promise<Smtp> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-smtp-'))
  const inbox = join(folder, 'inbox')
  await mkdir(inbox)
  const port = await freePort()
  const guarded = await Guarded.start({
    command: [process.execPath, MAIN, String(port), inbox],
    folder,
    ready: () => portAnswers(port),
  })
  return {
    url: `smtp://127.0.0.1:${port}`,
    inbox,
    version: manifest.version,
    process: guarded,
    [Symbol.asyncDispose]: () => guarded[Symbol.asyncDispose](),
  }
}

/** What the server received for an address so far, oldest first. */
export async function mailsTo(server: MailServer, address: string): Promise<ReceivedMail[]> {
  const names = (await readdir(server.inbox)).filter((name) => name.endsWith('.json')).sort()
  const mails = await Promise.all(names.map((name) => readMail(join(server.inbox, name))))
  return mails.filter(({ envelope }) => envelope.to.includes(address))
}

async function readMail(file: string): Promise<ReceivedMail> {
  const { envelope, raw } = JSON.parse(await readFile(file, 'utf8'))
  return { envelope, raw, parsed: await PostalMime.parse(raw) }
}
