import { useProjects, useTasks } from '@holdfast/client/react'
import type { ProjectId } from '@holdfast/domain'
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useMemo, useState } from 'react'
import { IconButton } from '../../components/icon-button.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'

const NewProject = lazy(() =>
  import('./new-project.tsx').then((all) => ({ default: all.NewProject })),
)

const openTasks = { open: true }
const loose = { includeSearch: false }

/** The person's projects, each with the number of its open tasks. */
export function ProjectNav() {
  const projects = useProjects().filter(({ status }) => status === 'active')
  const counts = useOpenCounts()
  const [making, setMaking] = useState(false)
  return (
    <>
      <div className="sidebar-section">
        <h2>
          <Link to="/projects">Projects</Link>
        </h2>
        <IconButton icon={Plus} label="New project" onClick={() => setMaking(true)} />
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
          {counts.get(id) ? <span className="count">{counts.get(id)}</span> : null}
        </Link>
      ))}
      {projects.length === 0 ? (
        <p className="sidebar-note">Tasks that belong together. None yet.</p>
      ) : null}
      {making ? (
        <Suspense>
          <NewProject onClose={() => setMaking(false)} />
        </Suspense>
      ) : null}
    </>
  )
}

function useOpenCounts(): ReadonlyMap<ProjectId, number> {
  const tasks = useTasks(openTasks)
  return useMemo(() => {
    const counts = new Map<ProjectId, number>()
    for (const { projectId } of tasks) {
      if (projectId) counts.set(projectId, (counts.get(projectId) ?? 0) + 1)
    }
    return counts
  }, [tasks])
}
