import type { Project, ProjectStatus } from '@holdfast/domain'
import type { Step } from '../../actions/step.ts'

const did: Record<ProjectStatus, string> = {
  active: 'brought back',
  archived: 'archived',
  deleted: 'deleted',
}

export function setProjectStatusStep({ id, name, status }: Project, next: ProjectStatus): Step {
  return {
    label: `${name} ${did[next]}`,
    does: [{ name: 'set-project-status', args: { id, status: { base: status, value: next } } }],
    undoes: [{ name: 'set-project-status', args: { id, status: { base: next, value: status } } }],
  }
}

export function renameProjectStep({ id, name }: Project, next: string): Step {
  return {
    label: `${name} is now ${next}`,
    does: [{ name: 'edit-project', args: { id, name: { base: name, value: next } } }],
    undoes: [{ name: 'edit-project', args: { id, name: { base: next, value: name } } }],
  }
}
