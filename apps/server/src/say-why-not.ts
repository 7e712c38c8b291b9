import { DataFolderInUse, MigrationError } from '@holdfast/db'
import { StartError } from './start-error.ts'

/** Tells the operator what went wrong and fails the process. Only a bug shows its stack. */
export const sayWhyNot = (error: unknown): void => {
  const expected = [StartError, DataFolderInUse, MigrationError].some(
    (kind) => error instanceof kind,
  )
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 1
}
