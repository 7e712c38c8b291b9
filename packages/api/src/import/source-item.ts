import type { TaskId } from '@holdfast/domain'

/** One thing of a source as it came, kept so that what has no home yet can be picked up later. */
export interface SourceItem {
  kind: string
  sourceId: string
  payload: unknown
  /** The task it became part of. */
  taskId: TaskId | null
}

/** Items are told apart within one source and project. */
export const itemKey = (item: Pick<SourceItem, 'kind' | 'sourceId'>): string =>
  `${item.kind}:${item.sourceId}`
