import type { ClientId, UserId } from '@holdfast/domain'
import { StorageError } from '@holdfast/sync'
import type { DiskState } from './disk.ts'

/** Whose store it is, and under what id it numbers its mutations when it is new. */
export interface StoreOptions {
  userId: UserId
  newClientId: () => ClientId
  /** Rows of a full page, `PAGE_ROWS` unless given. */
  pageRows?: number
  /** The device's clock, in milliseconds since 1970; that of the system unless given. */
  now?: () => number
}

export const nowOf = ({ now = Date.now }: StoreOptions): number => now()

/** @throws StorageError when the store was made for another person */
export const assertOwner = (state: DiskState, { userId }: StoreOptions): void => {
  if (state.meta.userId !== userId)
    throw new StorageError('other', new Error('the store belongs to another person'))
}
