import { useDevice, usePeople, useProject, useProjects, useTask } from '@holdfast/client/react'
import type { Conflict, Project, ProjectId, Task, TaskId } from '@holdfast/domain'
import { useMemo } from 'react'
import { perform } from '../../actions/history.ts'
import { useMoment } from '../tasks/moment.tsx'
import { type Names, valueText } from './conflict-text.ts'
import { dismissStep, putBackStep } from './put-back.ts'

/** What values of conflicts and of the history are written with. */
export function useNames(): Names {
  const people = usePeople()
  const projects = useProjects()
  const moment = useMoment()
  return useMemo(
    () => ({ people, moment, projects: new Map(projects.map(({ id, name }) => [id, name])) }),
    [people, projects, moment],
  )
}

export interface ConflictActs {
  /** What it is about, as it is now; undefined where one cannot see it any more. */
  about: Task | Project | undefined
  /** The value that was replaced comes back. */
  putBack: () => void
  copy: () => Promise<void>
  dismiss: () => void
}

/** What a person can do about a conflict. */
export function useConflict(conflict: Conflict, names: Names): ConflictActs {
  const device = useDevice()
  const task = useTask(conflict.taskId ?? ('' as TaskId))
  const project = useProject(conflict.projectId ?? ('' as ProjectId))
  const about = conflict.taskId ? task : project
  return {
    about,
    putBack: () => about && void perform(device, putBackStep(conflict, about)),
    copy: () => navigator.clipboard.writeText(valueText(conflict.field, conflict.lost, names)),
    dismiss: () => void perform(device, dismissStep(conflict)),
  }
}
