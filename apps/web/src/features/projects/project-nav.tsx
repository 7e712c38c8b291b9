import { useProjects, useSyncStatus } from '@holdfast/client/react'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { askNewProject, useNewProject } from './new-project-state.ts'
import { useOpenCounts } from './use-open-counts.ts'

const NewProject = lazy(() =>
  import('./new-project.tsx').then((all) => ({ default: all.NewProject })),
)

const loose = { includeSearch: false }

/** The person's projects, each with the number of its open tasks. */
export function ProjectNav() {
  const projects = useProjects().filter(({ status }) => status === 'active')
  const counts = useOpenCounts()
  const { done, toCome } = useSyncStatus().loading
  const making = useNewProject(({ asking }) => asking)
  return (
    <>
      <div className="sidebar-section">
        <h2>
          <Link to="/projects">Projects</Link>
        </h2>
        <IconButton icon={Plus} label="New project" onClick={() => askNewProject(true)} />
      </div>
      {projects.map(({ id, name }) => (
        <Link
          key={id}
          to="/projects/$projectId"
          params={{ projectId: id }}
          activeOptions={loose}
          className="nav-item"
        >
          <ProjectSquare id={id} />
          <span className="name" dir="auto">
            {name}
          </span>
          {counts.get(id) ? (
            <span className="count">{counts.get(id)?.toLocaleString()}</span>
          ) : null}
        </Link>
      ))}
      {projects.length === 0 && done && toCome === 0 ? (
        <p className="sidebar-note">Tasks that belong together. None yet.</p>
      ) : null}
      {making ? (
        <Suspense>
          <NewProject onClose={() => askNewProject(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
