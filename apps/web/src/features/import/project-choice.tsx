import { useProjects } from '@holdfast/client/react'
import type { Project } from '@holdfast/domain'
import { Field } from '../../components/field.tsx'
import { newProjectId } from '../../wiring/new-id.ts'
import { useProjectAbilities } from '../projects/use-abilities.ts'
import { useMoment } from '../tasks/moment.tsx'
import type { ImportPreview } from './import-types.ts'
import type { Mapping } from './use-import.ts'

interface ProjectChoiceProps {
  boardName: string
  earlier: ImportPreview['earlier']
  mapping: Mapping
  onDecide: (change: Partial<Mapping>) => Promise<void>
}

const fresh = 'new'

/** Where the tasks go: a new project, or one that the person may write to. */
export function ProjectChoice({ boardName, earlier, mapping, onDecide }: ProjectChoiceProps) {
  const projects = useProjects()

  function choose(value: string) {
    const project = projects.find(({ id }) => id === value)
    void onDecide(
      project
        ? { newProject: false, projectId: project.id, projectName: project.name }
        : { newProject: true, projectId: newProjectId(), projectName: boardName },
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
      <Earlier earlier={earlier} mapping={mapping} />
    </section>
  )
}

/** Says what a second import would do: add to the first, or make everything once more. */
function Earlier({ earlier, mapping }: Pick<ProjectChoiceProps, 'earlier' | 'mapping'>) {
  const { locale, timeZone } = useMoment()
  const [newest] = earlier
  const into = earlier.find(({ projectId }) => projectId === mapping.projectId)
  const told = into ?? newest
  if (!told) return null
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'long' })
  return (
    <p className="hint">
      This board was imported on {day.format(new Date(told.importedAt))} into “{told.name}”.{' '}
      {into ? 'Only what is new is added.' : 'Here every card becomes a task once more.'}
    </p>
  )
}

function WritableOption({ project }: { project: Project }) {
  const { add } = useProjectAbilities(project)
  return add ? <option value={project.id}>{project.name}</option> : null
}
