import { spawnSync } from 'node:child_process'
import { chown, lstat, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * How PostgreSQL, which refuses to run as root, is run:
 * `self` as whoever runs this process; `nobody` as uid 65534, which needs a way to its files;
 * `namespace` as root seen as 65534 from inside a user namespace, which goes wherever root goes.
 */
export type Identity = 'self' | 'nobody' | 'namespace'

const NOBODY = 65534
const intoNamespace = ['-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--']

/**
 * The identity under which PostgreSQL can use the given folders.
 * @throws Error when root has no way to shed its rights, naming the mend
 */
export const identityFor = async (...folders: string[]): Promise<Identity> => {
  if (process.getuid?.() !== 0) return 'self'
  const reachable = await Promise.all(folders.map(isReachable))
  if (reachable.every(Boolean)) return 'nobody'
  if (spawnSync('unshare', [...intoNamespace, 'true']).status === 0) return 'namespace'
  const closed = folders[reachable.indexOf(false)]
  throw new Error(
    `PostgreSQL does not run as root, and other users cannot enter ${closed}. Open that folder to them (chmod o+x), run as another user than root, or set DATABASE_URL.`,
  )
}

/** The command, arguments and spawn options that run a program under an identity. */
export const commandAs = (
  identity: Identity,
  program: string,
  args: string[],
): { program: string; args: string[]; options: { uid?: number; gid?: number } } => {
  if (identity === 'namespace')
    return { program: 'unshare', args: [...intoNamespace, program, ...args], options: {} }
  return { program, args, options: identity === 'nobody' ? { uid: NOBODY, gid: NOBODY } : {} }
}

/** Gives a file or folder, with all in it, to the identity, which must own what it serves. */
export const giveTo = async (identity: Identity, path: string): Promise<void> => {
  if (identity === 'self') return
  const owner = identity === 'nobody' ? NOBODY : 0
  const found = await lstat(path)
  if (found.uid === owner) return
  if (found.isDirectory())
    for (const entry of await readdir(path)) await giveTo(identity, join(path, entry))
  // The folder itself last: an interrupted walk is taken up again.
  await chown(path, owner, owner)
}

const isReachable = async (folder: string): Promise<boolean> => {
  const { mode } = await stat(folder)
  const canEnter = (mode & 0o001) !== 0
  const parent = dirname(folder)
  return canEnter && (parent === folder || (await isReachable(parent)))
}
