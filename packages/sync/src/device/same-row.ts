/** Do two values of a row's field hold the same? Rows are JSON with few small objects in them. */
const sameValue = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))

/** Do two rows hold the same in every field? */
export const sameRow = (a: object, b: object): boolean => {
  const fields = Object.keys(b) as (keyof typeof b)[]
  if (Object.keys(a).length !== fields.length) return false
  return fields.every((field) => sameValue((a as typeof b)[field], b[field]))
}
