import { useMe, useMembers, useProjects } from '@holdfast/client/react'
import type { Project, ProjectId } from '@holdfast/domain'
import { Field } from '../../components/field.tsx'
import { newProjectId } from '../../wiring/new-id.ts'
import type { Mapping } from './use-import.ts'

interface ProjectChoiceProps {
  mapping: Mapping
  onDecide: (change: Partial<Mapping>) => Promise<void>
}

const fresh = 'new'

/** Where the tasks go: a new project, or one that the person may write to. */
export function ProjectChoice({ mapping, onDecide }: ProjectChoiceProps) {
  const projects = useProjects()

  function choose(value: string) {
    const project = projects.find(({ id }) => id === value)
    void onDecide(
      project
        ? { newProject: false, projectId: project.id, projectName: project.name }
        : { newProject: true, projectId: newProjectId() },
    )
  }

  return (
    <section className="import-project">
      <div className="field">
        <div className="field-label">
          <label htmlFor="import-into">Into</label>
        </div>
        <select
          id="import-into"
          className="select"
          value={mapping.newProject ? fresh : mapping.projectId}
          onChange={(event) => choose(event.target.value)}
        >
          <option value={fresh}>A new project</option>
          {projects.map((project) => (
            <WritableOption key={project.id} project={project} />
          ))}
        </select>
      </div>
      {mapping.newProject ? (
        <Field
          label="Name of the project"
          value={mapping.projectName}
          maxLength={255}
          error={mapping.projectName.trim() === '' ? 'Write a name for the project.' : undefined}
          onChange={(event) => void onDecide({ projectName: event.target.value })}
        />
      ) : null}
    </section>
  )
}

function WritableOption({ project }: { project: Project }) {
  const writable = useMayWrite(project.id)
  if (!writable || project.status !== 'active') return null
  return <option value={project.id}>{project.name}</option>
}

function useMayWrite(projectId: ProjectId): boolean {
  const me = useMe()
  return useMembers(projectId).some(({ userId, role }) => userId === me?.id && role !== 'viewer')
}
