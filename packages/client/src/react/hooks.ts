import type {
  IsoDate,
  Member,
  Project,
  ProjectId,
  Task,
  TaskId,
  User,
  UserId,
} from '@holdfast/domain'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { RemoteChange } from '../device.ts'
import type { Live } from '../queries/live.ts'
import type { Grouping, Groups } from '../queries/live-groups.ts'
import type { Person } from '../queries/roster.ts'
import type { TagCounts, TaskCounts } from '../queries/task-counts.ts'
import type { TaskQuery } from '../queries/task-query.ts'
import type { Issue, SyncStatus, WaitingMutation } from '../status.ts'
import { useDevice } from './device-context.ts'
import { useLive } from './use-live.ts'

/** The account of this device's person; undefined until it has been fetched once. */
export const useMe = (): User | undefined => useLive(useDevice().queries.me)

const nothing: readonly Task[] = []
const none: Live<readonly Task[]> = { get: () => nothing, subscribe: () => () => undefined }

/** The same array as before when nothing in it changed. Null asks for nothing. */
export const useTasks = (query: TaskQuery | null): readonly Task[] => {
  const { queries } = useDevice()
  return useLive(query ? queries.tasks(query) : none)
}

/** The same tasks in groups; a group that did not change is the same array as before. */
export const useGroups = (query: TaskQuery, grouping: Grouping<Task>): Groups<Task> =>
  useLive(useDevice().queries.groups(query, grouping))

/** How many tasks there are of each project in each status; `countKey` names a place. */
export const useCounts = (): TaskCounts => useLive(useDevice().queries.counts())

/** How many tasks bear each tag. */
export const useTagCounts = (): TagCounts => useLive(useDevice().queries.tags())

export const useTask = (id: TaskId): Task | undefined => useLive(useDevice().queries.task(id))

/** By name, without the deleted ones. */
export const useProjects = (): readonly Project[] => useLive(useDevice().queries.projects())

/** By name; an owner can bring them back. */
export const useDeletedProjects = (): readonly Project[] =>
  useLive(useDevice().queries.deletedProjects())

export const useProject = (id: ProjectId): Project | undefined =>
  useLive(useDevice().queries.project(id))

/** By name, without those who left. */
export const useMembers = (projectId: ProjectId): readonly Member[] =>
  useLive(useDevice().queries.members(projectId))

/** Everyone this device knows. */
export const usePeople = (): ReadonlyMap<UserId, Person> => useLive(useDevice().queries.people())

export const useSyncStatus = (): SyncStatus => {
  const device = useDevice()
  return useSyncExternalStore(
    useCallback((listener) => device.onStatus(listener), [device]),
    () => device.status(),
  )
}

export const useIssues = (): readonly Issue[] => {
  const device = useDevice()
  return useSyncExternalStore(
    useCallback((listener) => device.onIssues(listener), [device]),
    () => device.issues(),
  )
}

/** What is not acknowledged yet, oldest first. */
export const useWaiting = (): readonly WaitingMutation[] => {
  const device = useDevice()
  return useSyncExternalStore(
    useCallback((listener) => device.onWaiting(listener), [device]),
    () => device.waiting(),
  )
}

/** Since when a change of the task waits for the server; null when nothing does. */
export const useUnsent = (taskId: TaskId): { since: IsoDate } | null => {
  const device = useDevice()
  return useLive(useMemo(() => device.unsent(taskId), [device, taskId]))
}

/** A change by somebody else, for a few seconds. */
export const useRecentRemoteChange = (taskId: TaskId): RemoteChange | null => {
  const device = useDevice()
  return useLive(useMemo(() => device.remoteChange(taskId), [device, taskId]))
}
