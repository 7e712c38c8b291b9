import { MigrationError } from './migration-error.ts'
import type { Migration } from './migration-files.ts'

/** A migration as `ops.migrations` has it. */
export interface Applied {
  name: string
  checksum: string
  appliedAt: Date
}

/** How far: to one by its name or its number, or so many. Nothing: as far as is usual. */
export interface Target {
  to?: string
  count?: number
}

/** @throws Error when an applied one was edited or is unknown, or a pending one comes before it */
export const refuseSurprises = (migrations: readonly Migration[], applied: Applied[]): void => {
  for (const [place, entry] of applied.entries()) {
    const known = migrations.find(({ name }) => name === entry.name)
    if (!known)
      throw new MigrationError(
        `The database has migration ${entry.name}, which this version does not know. Start the version that applied it, or a newer one.`,
      )
    if (known.checksum !== entry.checksum)
      throw new MigrationError(
        `Migration ${entry.name} was edited after it was applied. Put the file back as it was and write a new migration.`,
      )
    const before = migrations[place]
    if (before && before.name < entry.name)
      throw new MigrationError(
        `Migration ${before.name} is pending but comes before ${entry.name}, which is applied. Give it a later number.`,
      )
  }
}

/**
 * What is to be applied, in order: all that is pending, or up to one and with it.
 * @param applied how many are
 * @throws Error where that one is behind already
 */
export const stepsUp = (
  migrations: readonly Migration[],
  applied: number,
  { to }: Target,
): Migration[] => {
  const end = to === undefined ? migrations.length : placeOf(migrations, to) + 1
  if (end < applied)
    throw new MigrationError(
      `Migration ${to} is applied, and ${applied - end} after it. To go back to it: holdfast migrate down --to ${to}`,
    )
  return migrations.slice(applied, end)
}

/**
 * What is to be taken back, newest first: the last ones, or all that came after one.
 * @throws Error where that one is not applied
 */
export const stepsDown = (
  migrations: readonly Migration[],
  applied: number,
  { to, count = 1 }: Target,
): Migration[] => {
  const start = to === undefined ? Math.max(0, applied - count) : placeOf(migrations, to) + 1
  if (start > applied)
    throw new MigrationError(
      `Migration ${to} is not applied. To apply it: holdfast migrate up --to ${to}`,
    )
  return migrations.slice(start, applied).reverse()
}

const placeOf = (migrations: readonly Migration[], wanted: string): number => {
  const place = migrations.findIndex(
    ({ name }) => name === wanted || name.startsWith(`${wanted.padStart(4, '0')}_`),
  )
  if (place < 0)
    throw new MigrationError(
      `There is no migration ${wanted}. The last is ${migrations.at(-1)?.name ?? 'none'}.`,
    )
  return place
}
