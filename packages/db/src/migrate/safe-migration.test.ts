import { describe, expect, test } from 'vitest'
import { readMigrations } from './migration-files.ts'
import { breachesOf, type Rule } from './safe-migration.ts'

/** Those that were written before there was a server to run beside. */
const BEFORE_THE_FIRST_SERVER = '0012'

const rulesOf = (text: string): Rule[] =>
  breachesOf({ up: { text, inTransaction: true, statements: [text] } }).map(({ rule }) => rule)

describe('every migration can run beside a server of the version before', () => {
  test('and none of them breaks a rule', async () => {
    const migrations = (await readMigrations()).filter(
      ({ name }) => name.slice(0, 4) > BEFORE_THE_FIRST_SERVER,
    )
    expect(migrations.length).toBeGreaterThan(0)
    const breaches = migrations.flatMap((migration) =>
      breachesOf(migration).map(({ rule, statement }) => `${migration.name} ${rule}: ${statement}`),
    )
    expect(breaches).toEqual([])
  })
})

describe('the rules find', () => {
  test.each<[string, Rule[]]>([
    ['CREATE INDEX i ON a.t (x)', ['index-concurrently']],
    ['CREATE UNIQUE INDEX i ON a.t (x)', ['index-concurrently']],
    ['DROP INDEX a.i', ['index-concurrently']],
    ['CREATE INDEX CONCURRENTLY i ON a.t (x)', ['index-can-be-built-again']],
    ['ALTER TABLE a.t ALTER COLUMN x TYPE bigint', ['no-rewrite']],
    ['ALTER TABLE a.t ADD COLUMN x uuid DEFAULT gen_random_uuid()', ['no-rewrite']],
    ['ALTER TABLE a.t ADD COLUMN x int GENERATED ALWAYS AS (y + 1) STORED', ['no-rewrite']],
    ['VACUUM FULL a.t', ['no-rewrite']],
    ["ALTER TABLE a.t ADD CONSTRAINT c CHECK (x <> '')", ['no-check-of-all-rows']],
    ['ALTER TABLE a.t ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES a.u', ['no-check-of-all-rows']],
    ['ALTER TABLE a.t ADD CONSTRAINT c UNIQUE (x)', ['no-check-of-all-rows']],
    ['ALTER TABLE a.t ADD COLUMN x uuid REFERENCES a.u (id)', ['no-check-of-all-rows']],
    ['ALTER TABLE a.t ALTER COLUMN x SET NOT NULL', ['no-check-of-all-rows']],
    ['UPDATE a.t SET x = 1', ['rows-by-data-migration']],
    ['INSERT INTO a.t (x) SELECT y FROM a.u', ['rows-by-data-migration']],
    ['DROP TABLE a.t', ['expand-before-contract']],
    ['DROP FUNCTION a.f', ['expand-before-contract']],
    ['ALTER TABLE a.t DROP COLUMN x', ['expand-before-contract']],
    ['ALTER TABLE a.t RENAME COLUMN x TO y', ['expand-before-contract']],
    ['ALTER TABLE a.t ADD COLUMN x int NOT NULL', ['expand-before-contract']],
    ['LOCK TABLE a.t', ['no-lock-table']],
  ])('%s', (statement, rules) => {
    expect(rulesOf(`${statement};`)).toEqual(rules)
    expect(rulesOf(statement.replaceAll(' ', '\n  '))).toEqual(rules)
  })
})

describe('the rules let pass', () => {
  test.each([
    'CREATE TABLE a.t (x int REFERENCES a.u (id)); CREATE INDEX i ON a.t (x); INSERT INTO a.t (x) SELECT 1',
    'DROP INDEX CONCURRENTLY IF EXISTS a.i; CREATE INDEX CONCURRENTLY i ON a.t (x)',
    "ALTER TABLE a.t ADD COLUMN x text NOT NULL DEFAULT ''",
    'ALTER TABLE a.t ADD CONSTRAINT c CHECK (x > 0) NOT VALID',
    'ALTER TABLE a.t VALIDATE CONSTRAINT c',
    'ALTER TABLE a.t ADD CONSTRAINT c UNIQUE USING INDEX i',
    'CREATE OR REPLACE FUNCTION a.f() RETURNS trigger AS $$ BEGIN UPDATE a.t SET x = 1; END $$',
    '-- contract: no version since 1.2 reads this column\nALTER TABLE a.t DROP COLUMN x',
    '-- DROP TABLE a.t;\nCREATE SCHEMA a',
  ])('%s', (text) => {
    expect(rulesOf(text)).toEqual([])
  })
})
