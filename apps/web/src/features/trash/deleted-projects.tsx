import { useDevice } from '@holdfast/client/react'
import type { Project } from '@holdfast/domain'
import { ArchiveRestore } from 'lucide-react'
import { perform } from '../../actions/history.ts'
import { Button } from '../../components/button.tsx'
import { ProjectSquare } from '../../components/project-name.tsx'
import { setProjectStatusStep } from '../projects/project-step.ts'
import { useProjectAbilities } from '../projects/use-abilities.ts'

/** Projects that were deleted. Their tasks come back with them. */
export function DeletedProjects({ projects }: { projects: readonly Project[] }) {
  return (
    <section className="project-lines" aria-label="Deleted projects">
      <h2>Deleted projects</h2>
      <ul>
        {projects.map((project) => (
          <DeletedProject key={project.id} project={project} />
        ))}
      </ul>
    </section>
  )
}

function DeletedProject({ project }: { project: Project }) {
  const device = useDevice()
  const { close } = useProjectAbilities(project)
  return (
    <li className="project-line">
      <ProjectSquare id={project.id} />
      <span className="name" dir="auto">
        {project.name}
      </span>
      {close ? (
        <Button
          size="small"
          icon={ArchiveRestore}
          onClick={() => perform(device, setProjectStatusStep(project, 'active'))}
        >
          Restore
        </Button>
      ) : (
        <span className="hint">An owner can restore it</span>
      )}
    </li>
  )
}
