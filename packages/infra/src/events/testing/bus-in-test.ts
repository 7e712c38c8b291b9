import type { DomainEvent } from '@holdfast/domain'
import { vi } from 'vitest'
import type { EventBus, EventQueue } from '../port.ts'

/** A place for queues, each bus on it as if of another process; gone when disposed. */
export interface BusInTest extends AsyncDisposable {
  /** With pauses of some milliseconds between tries. */
  open(queues: readonly EventQueue[]): Promise<EventBus>
  /** Puts a message into a queue that is no event. */
  inject(queue: string, message: string): Promise<void>
}

export const until = (check: () => void | Promise<void>, timeout = 25_000): Promise<void> =>
  vi.waitFor(check, { timeout, interval: 20 })

let versions = 0

export const anEvent = (about: Partial<DomainEvent> = {}): DomainEvent => ({
  id: crypto.randomUUID(),
  entity: 'task',
  entityId: crypto.randomUUID(),
  action: 'created',
  version: ++versions,
  fields: ['title'],
  ...about,
})
