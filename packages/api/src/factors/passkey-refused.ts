import type { StoreTx } from '@holdfast/db'
import type { PasskeyId, UserId } from '@holdfast/domain'
import { noteFactorChange } from './factor-changes.ts'

/** A passkey whose counter did not grow: two authenticators may hold it. Its person is told. */
export const notePasskeyRefused = (
  store: StoreTx,
  { userId, passkeyId }: { userId: UserId; passkeyId: PasskeyId },
  now: Date,
): Promise<void> => {
  const what = { passkey: passkeyId }
  return noteFactorChange(store, { userId, by: null, action: 'passkey-refused', what }, now)
}
