import { useProjects } from '@holdfast/client/react'
import type { Project } from '@holdfast/domain'
import { Link } from '@tanstack/react-router'
import { Folder, Plus } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import { askNewProject } from './new-project-state.ts'
import './project-lines.css'
import { useOpenCounts } from './use-open-counts.ts'

/** Every project, the archived ones too. */
export function ProjectsView() {
  const projects = useProjects()
  const archived = projects.filter(({ status }) => status === 'archived')
  return (
    <section className="view" aria-label="Projects">
      <ViewHead title="Projects">
        <Button look="quiet" icon={Plus} onClick={() => askNewProject(true)}>
          New project
        </Button>
      </ViewHead>
      <QuickAddOver />
      <div className="list">
        {projects.length === 0 ? (
          <EmptyState icon={<Folder />} title="No projects yet.">
            A project holds tasks that belong together, and the people who work on them.
          </EmptyState>
        ) : null}
        <ProjectLines projects={projects.filter(({ status }) => status === 'active')} />
        {archived.length > 0 ? (
          <section aria-label="Archived">
            <div className="project-lines">
              <h2>Archived</h2>
            </div>
            <ProjectLines projects={archived} />
          </section>
        ) : null}
      </div>
    </section>
  )
}

function ProjectLines({ projects }: { projects: readonly Project[] }) {
  const counts = useOpenCounts()
  return (
    <ul className="project-lines">
      {projects.map(({ id, name }) => (
        <li key={id}>
          <Link to="/projects/$projectId" params={{ projectId: id }} className="project-line">
            <ProjectSquare id={id} />
            <span className="name" dir="auto">
              {name}
            </span>
            <span className="count">{counts.get(id) ?? 0} open</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
