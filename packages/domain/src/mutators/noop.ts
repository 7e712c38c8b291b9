import { z } from 'zod'
import { defineMutator, nothing } from './mutator.ts'

/** Stands where a person took an intent back: a client's ids must leave no hole. */
export const noop = defineMutator({
  name: 'noop',
  version: 1,
  args: z.strictObject({}),
  reads: () => ({ keys: [] }),
  apply: () => nothing,
})
