import type { ProjectId } from '@holdfast/domain'
import type { Step } from './step.ts'

/** A step that needs projects which are not there yet: they come before it, and undoing deletes them after. */
export function withProjects(
  step: Step,
  projects: readonly { id: ProjectId; name: string }[],
): Step {
  return {
    ...step,
    does: [...projects.map((args) => ({ name: 'create-project' as const, args })), ...step.does],
    undoes: [
      ...step.undoes,
      ...projects.map(({ id }) => ({
        name: 'set-project-status' as const,
        args: { id, status: { base: 'active' as const, value: 'deleted' as const } },
      })),
    ],
  }
}
