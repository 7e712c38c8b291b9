import { useDevice, useProject, useSyncStatus } from '@holdfast/client/react'
import type { Project, ProjectId } from '@holdfast/domain'
import { useParams } from '@tanstack/react-router'
import { Archive, Folder } from 'lucide-react'
import { perform } from '../../actions/history.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { TasksView } from '../tasks/tasks-view.tsx'
import { useStatusCounts } from '../tasks/use-status-counts.ts'
import { ProjectMenu } from './project-menu.tsx'
import { setProjectStatusStep } from './project-step.ts'
import { useProjectAbilities } from './use-abilities.ts'

/** One project's tasks. */
export function ProjectView() {
  const { projectId } = useParams({ from: '/app/projects/$projectId' })
  const id = projectId as ProjectId
  const project = useProject(id)
  const counts = useStatusCounts(id)
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
  const closed = counts.completed + counts.cancelled
  const open = counts.todo + counts.in_progress + counts.in_review
  return (
    <TasksView
      title={project.name}
      subtitle={`${open} open, ${closed} closed`}
      mark={<ProjectSquare id={project.id} large />}
      project={id}
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
  const { close } = useProjectAbilities(project)
  return (
    <Banner
      icon={Archive}
      look="plain"
      actions={
        close ? (
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
