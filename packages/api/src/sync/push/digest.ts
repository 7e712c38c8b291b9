import { hash } from 'node:crypto'
import { intentText, type Mutation } from '@holdfast/sync'

/** Tells an intent that is sent again from another one under the same id. SHA-256 in base64. */
export const digestOf = (mutation: Mutation): string =>
  hash('sha256', intentText(mutation), 'base64')
