/**
 * The lines of `catalogueOf` in the form of the specification's table: types by their short names, no
 * casts that say nothing, an index that a constraint made left out, functions and triggers by name.
 * What is invalid stays marked, so that it is equal to nothing.
 */
export const nameCatalogue = (catalogue: readonly string[]): string[] => {
  const lines = catalogue.map(nameLine)
  const constraints = new Set(
    lines.flatMap((line) => {
      const [, schema, name] = /^constraint (\w+)\.\w+\.(\w+)/.exec(line) ?? []
      return name ? [`${schema}.${name}`] : []
    }),
  )
  return lines.filter((line) => !constraints.has(/^index (\S+)/.exec(line)?.[1] ?? ''))
}

/** The table that a line is about, or null where it is about none. */
export const tableOf = (line: string): string | null =>
  /^(?:table|column|constraint|trigger) (\w+\.\w+)/.exec(line)?.[1] ??
  /^index \S+ (?:unique )?on (\S+)/.exec(line)?.[1] ??
  null

const nameLine = (line: string): string =>
  (nameRoutine(line) ?? line)
    .replaceAll('character varying', 'varchar')
    .replaceAll(/timestamp(\(\d\))? with time zone/g, 'timestamptz$1')
    .replaceAll(/::(varchar|text)\b(?!\[)/g, '')
    .replace(
      /^index (\S+) CREATE (UNIQUE )?INDEX \w+ ON (\S+) USING (.*) valid=t$/,
      (_, name, unique, table, definition) =>
        `index ${name} ${unique ? 'unique ' : ''}on ${table} ${definition}`,
    )
    .replace(/^(table \S+) .*/, '$1')
    .replaceAll(/\s+/g, ' ')

const nameRoutine = (line: string): string | null => {
  const [, routine] = /^function CREATE OR REPLACE (?:FUNCTION|PROCEDURE) (\S+?)\(/.exec(line) ?? []
  if (routine) return `function ${routine}`
  const [, trigger, table] =
    /^trigger CREATE (?:CONSTRAINT )?TRIGGER (\S+) .*? ON (\S+) /.exec(line) ?? []
  return trigger ? `trigger ${table}.${trigger}` : null
}
