import { hash } from 'node:crypto'
import type { Mutation } from '@holdfast/sync'

/** JSON with the fields of every object in order, so that equal values give equal text. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** Tells an intent that is sent again from another one under the same id. SHA-256 in base64. */
export const digestOf = ({ name, version, args }: Mutation): string =>
  hash('sha256', canonicalJson([name, version, args ?? null]), 'base64')
