import { useProjects } from '@holdfast/client/react'
import { Link } from '@tanstack/react-router'
import { Folder } from 'lucide-react'
import { EmptyState } from '../../components/empty-state.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { ViewHead } from '../shell/view-head.tsx'

/** Every project, the archived ones too. */
export function ProjectsView() {
  const projects = useProjects()
  return (
    <section className="view" aria-label="Projects">
      <ViewHead title="Projects" />
      <div className="list">
        {projects.length === 0 ? (
          <EmptyState icon={<Folder />} title="No projects yet.">
            A project holds tasks that belong together, and the people who work on them.
          </EmptyState>
        ) : null}
        {projects.map(({ id, name }) => (
          <Link key={id} to="/projects/$projectId" params={{ projectId: id }} className="nav-item">
            <ProjectSquare id={id} />
            <span className="name">{name}</span>
          </Link>
        ))}
      </div>
    </section>
  )
}
