import type { Migration } from './migration-files.ts'

/**
 * What a migration may not do, because the version before it is running on the same database: keep
 * others off a table for as long as it is large, or take away what that version uses. Tables that the
 * same script makes are nobody's yet, so the rules do not hold for them.
 */
export type Rule =
  | 'index-concurrently'
  | 'index-can-be-built-again'
  | 'no-rewrite'
  | 'no-check-of-all-rows'
  | 'rows-by-data-migration'
  | 'expand-before-contract'
  | 'no-lock-table'

interface Breach {
  rule: Rule
  statement: string
}

/**
 * Rules by what breaks them, on a table that was there. `ADD COLUMN` with a constant default is no
 * rewrite since PostgreSQL 11; a default that differs by row is.
 */
const breakers: readonly [Rule, RegExp][] = [
  ['index-concurrently', /^CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)/],
  ['index-concurrently', /^(DROP|REINDEX) INDEX (?!CONCURRENTLY)/],
  ['no-rewrite', /^ALTER TABLE .* ALTER (COLUMN )?\S+ (SET DATA )?TYPE /],
  ['no-rewrite', /^ALTER TABLE .* ADD (COLUMN )?\S+ .*DEFAULT \S*\(/],
  ['no-rewrite', /^ALTER TABLE .* (GENERATED |SERIAL|SET LOGGED|SET UNLOGGED|SET TABLESPACE)/],
  ['no-rewrite', /^(CLUSTER|VACUUM)\b/],
  [
    'no-check-of-all-rows',
    /^ALTER TABLE .* ADD (CONSTRAINT \S+ )?(CHECK|FOREIGN KEY)(?!.*NOT VALID)/,
  ],
  [
    'no-check-of-all-rows',
    /^ALTER TABLE .* ADD (CONSTRAINT \S+ )?(UNIQUE|PRIMARY KEY|EXCLUDE)(?!.*USING INDEX)/,
  ],
  [
    'no-check-of-all-rows',
    /^ALTER TABLE .* ADD (COLUMN )?(?!CONSTRAINT )\S+ .*(REFERENCES|CHECK|UNIQUE)\b/,
  ],
  ['no-check-of-all-rows', /^ALTER TABLE .* SET NOT NULL/],
  ['rows-by-data-migration', /^(WITH|UPDATE|DELETE|MERGE|TRUNCATE|INSERT INTO \S+ .*SELECT)\b/],
  ['no-lock-table', /^LOCK\b/],
]

/** What the version before may still use. A file that takes it away says `-- contract:` and why it can. */
const contracts: readonly RegExp[] = [
  /^DROP (?!INDEX|TRIGGER)/,
  /^ALTER .* RENAME /,
  /^ALTER TABLE .* DROP (?!CONSTRAINT|EXPRESSION)(COLUMN )?\S+/,
  /^ALTER TABLE .* ALTER (COLUMN )?\S+ DROP DEFAULT/,
  /^ALTER TABLE .* ADD (COLUMN )?\S+ (?!.*DEFAULT).*NOT NULL/,
]

const CONTRACT = /^-- contract: .{10,}$/m

/** The rules that the way up of a migration breaks, each with its statement. */
export const breachesOf = ({ up }: Pick<Migration, 'up'>): Breach[] => {
  const mayContract = CONTRACT.test(up.text)
  const statements = statementsIn(up.text)
  const made = new Set(statements.flatMap((statement) => madeBy(statement) ?? []))
  return statements
    .filter((statement) => !made.has(tableIn(statement)))
    .flatMap((statement, place) => {
      const rules = breakers.flatMap(([rule, pattern]) => (pattern.test(statement) ? [rule] : []))
      const takesAway = contracts.some((pattern) => pattern.test(statement))
      if (takesAway && !mayContract) rules.push('expand-before-contract')
      if (!canBeBuiltAgain(statement, statements.slice(0, place)))
        rules.push('index-can-be-built-again')
      return [...new Set(rules)].map((rule) => ({ rule, statement }))
    })
}

/** A build that was cut short leaves an invalid index, which must go before the next. */
const canBeBuiltAgain = (statement: string, before: readonly string[]): boolean => {
  const [, name] = /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\S+)/.exec(statement) ?? []
  return (
    name === undefined ||
    before.some((one) => new RegExp(`^DROP INDEX CONCURRENTLY IF EXISTS \\S*\\.${name}$`).test(one))
  )
}

const madeBy = (statement: string): string | undefined =>
  /^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?(\S+)/.exec(statement)?.[1]

const tableIn = (statement: string): string =>
  /^(?:ALTER TABLE(?: ONLY)?(?: IF EXISTS)?|INSERT INTO|UPDATE|DELETE FROM) (\S+)/.exec(
    statement,
  )?.[1] ??
  /^CREATE (?:UNIQUE )?INDEX .*? ON (\S+)/.exec(statement)?.[1] ??
  ''

/** Each on one line, without comments; bodies of functions and texts are left out. */
const statementsIn = (text: string): string[] =>
  text
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "''")
    .replaceAll(/BEGIN ATOMIC[\s\S]*?\bEND;/g, 'RETURN 0;')
    .replaceAll(/'[^']*'/g, "''")
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '')
