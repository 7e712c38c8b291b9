import { useDevice, useProject, useSyncStatus, useTasks } from '@holdfast/client/react'
import { isClosed, type Project, type ProjectId } from '@holdfast/domain'
import { useParams } from '@tanstack/react-router'
import { Archive, Folder } from 'lucide-react'
import { useMemo } from 'react'
import { perform } from '../../actions/history.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { TasksView } from '../tasks/tasks-view.tsx'
import { ProjectMenu } from './project-menu.tsx'
import { setProjectStatusStep } from './project-step.ts'
import { useRole } from './use-role.ts'

/** One project's tasks. */
export function ProjectView() {
  const { projectId } = useParams({ from: '/app/projects/$projectId' })
  const id = projectId as ProjectId
  const project = useProject(id)
  const tasks = useTasks(useMemo(() => ({ project: id }), [id]))
  const { loading } = useSyncStatus()
  if (!project || project.status === 'deleted') {
    if (!loading.done) return null
    return (
      <section className="view" aria-label="Project">
        <EmptyState icon={<Folder />} title="This project is not here.">
          It was deleted, or you are no member of it any more.
        </EmptyState>
      </section>
    )
  }
  const open = tasks.filter(({ status }) => !isClosed(status)).length
  return (
    <TasksView
      title={project.name}
      subtitle={`${open} open, ${tasks.length - open} closed`}
      mark={<ProjectSquare id={project.id} large />}
      tasks={tasks}
      groupByProject={false}
      actions={<ProjectMenu project={project} />}
      notice={project.status === 'archived' ? <Archived project={project} /> : null}
      empty={
        <EmptyState icon={<ProjectSquare id={project.id} large />} title="No tasks yet.">
          What you add here belongs to {project.name}. Press Q to add the first.
        </EmptyState>
      }
    />
  )
}

function Archived({ project }: { project: Project }) {
  const device = useDevice()
  const owner = useRole(project.id) === 'owner'
  return (
    <Banner
      icon={Archive}
      look="plain"
      actions={
        owner ? (
          <Button
            size="small"
            onClick={() => perform(device, setProjectStatusStep(project, 'active'))}
          >
            Bring back
          </Button>
        ) : null
      }
    >
      <b>Archived.</b> No new tasks can be added.
    </Banner>
  )
}
