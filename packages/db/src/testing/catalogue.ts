import { Client } from 'pg'

/**
 * Everything that the migrations made, a line each: schemas, columns, constraints, indexes, triggers,
 * functions, sequences.
 */
export const catalogueOf = async (url: string): Promise<string[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ line: string }>(CATALOGUE)
    return rows.map(({ line }) => line)
  } finally {
    await client.end()
  }
}

const CATALOGUE = `
  WITH own AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
  ), relations AS (
    SELECT c.oid, c.relkind, nspname, relname, c.relpersistence, c.reloptions
    FROM pg_class c JOIN own ON own.oid = c.relnamespace
  )
  SELECT 'schema ' || nspname AS line FROM own
  UNION ALL
  SELECT format('column %s.%s.%s %s%s%s%s', nspname, relname, attname,
                format_type(atttypid, atttypmod),
                CASE WHEN attcollation NOT IN (0, 100) THEN ' collate ' || collname ELSE '' END,
                CASE WHEN attnotnull THEN ' not null' ELSE '' END,
                CASE WHEN attidentity <> '' THEN ' identity' ELSE '' END ||
                ' default ' || pg_get_expr(adbin, adrelid))
  FROM relations JOIN pg_attribute ON attrelid = relations.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  LEFT JOIN pg_collation ON pg_collation.oid = attcollation
  WHERE relkind = 'r'
  UNION ALL
  SELECT format('table %s.%s %s %s', nspname, relname, relpersistence, reloptions)
  FROM relations WHERE relkind = 'r'
  UNION ALL
  SELECT format('constraint %s.%s.%s %s', nspname, relname, conname, pg_get_constraintdef(con.oid))
  FROM relations JOIN pg_constraint con ON conrelid = relations.oid AND contype <> 'n'
  UNION ALL
  SELECT format('index %s.%s %s valid=%s', nspname, relname, pg_get_indexdef(relations.oid), indisvalid)
  FROM relations JOIN pg_index ON indexrelid = relations.oid
  UNION ALL
  SELECT 'trigger ' || pg_get_triggerdef(t.oid)
  FROM relations JOIN pg_trigger t ON tgrelid = relations.oid AND NOT tgisinternal
  UNION ALL
  SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN own ON own.oid = pronamespace
  UNION ALL
  SELECT format('sequence %s.%s', nspname, relname) FROM relations WHERE relkind = 'S'
  ORDER BY line`
