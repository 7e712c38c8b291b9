import { useDevice, useMe, useProjects } from '@holdfast/client/react'
import { abilitiesOnProject, type ProjectId, ProjectName, type Task } from '@holdfast/domain'
import { FolderX } from 'lucide-react'
import { moveStep, nameOf } from '../../../actions/step.ts'
import { withProjects } from '../../../actions/with-projects.ts'
import { OptionList } from '../../../components/option-list.tsx'
import { ProjectSquare } from '../../../components/project-name.tsx'
import { tellRefusal } from '../../../components/toast.ts'
import { newProjectId } from '../../../wiring/new-id.ts'
import { roleHere } from '../../projects/role-here.ts'
import { shared, usePick } from './use-pick.ts'

const none = 'none'

export function ProjectPicker({ tasks }: { tasks: readonly Task[] }) {
  const pick = usePick()
  const device = useDevice()
  const me = useMe()?.id
  const projects = useProjects().filter(
    (project) => me && abilitiesOnProject(project, me, roleHere(device, project.id, me)).add,
  )
  const current = shared(tasks, ({ projectId }) => projectId)
  return (
    <OptionList
      label="Project"
      filter="Project…"
      options={[
        ...projects.map(({ id, name }) => ({
          id,
          name,
          icon: <ProjectSquare id={id} />,
          chosen: id === current,
        })),
        { id: none, name: 'No project', icon: <FolderX />, chosen: current === null },
      ]}
      onChoose={(id) => {
        const projectId = id === none ? null : (id as ProjectId)
        const name = projects.find((project) => project.id === projectId)?.name
        const label = name ? `moved to ${name}` : 'moved out of the project'
        pick(moveStep(tasks, projectId, `${nameOf(tasks)} ${label}`))
      }}
      create={{
        name: (typed) => `New project “${typed}”`,
        onCreate(typed) {
          if (!ProjectName.safeParse(typed).success) {
            tellRefusal('This name is too long for a project. Shorten it.')
            return
          }
          const project = { id: newProjectId(), name: typed }
          const step = moveStep(tasks, project.id, `${nameOf(tasks)} moved to ${typed}`)
          pick(withProjects(step, [project]))
        },
      }}
    />
  )
}
