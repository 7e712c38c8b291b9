/** What an operator can mend: the message says what is wrong, and what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}
