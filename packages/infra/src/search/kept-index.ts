import type { Task, TaskId } from '@holdfast/domain'
import type { SearchIndex } from './port.ts'

/** Names what a task was when it was read: one life of the record, and the row's version in it. */
export type Revision = string

/** A task as an index keeps it. */
export interface RevisedTask {
  task: Task
  revision: Revision
}

/** A new index that nobody searches yet. */
export interface IndexBuild {
  put(tasks: readonly RevisedTask[]): Promise<void>
  /** From now on it is the index. The one before is deleted. */
  takeOver(): Promise<void>
  abandon(): Promise<void>
}

/** An index apart from the record. What was written is found by when the write returns. */
export interface KeptIndex extends SearchIndex {
  /** Not every engine can answer everything; what one does not understand another is asked. */
  understands(query: string): boolean
  /** @throws Error while the engine is out of reach */
  ping(): Promise<void>
  /** Is there an index, with the settings that it should have? */
  isPrepared(): Promise<boolean>
  /** Makes the index, or its settings, where they are not as they should be. */
  prepare(): Promise<void>
  put(tasks: readonly RevisedTask[]): Promise<void>
  remove(ids: readonly TaskId[]): Promise<void>
  /** Of those that are there. */
  revisionsOf(ids: readonly TaskId[]): Promise<Map<TaskId, Revision>>
  /** Everything that is there, in no order. */
  allIds(): AsyncIterable<TaskId[]>
  build(): Promise<IndexBuild>
}
