import { AppError } from '../errors.ts'
import type { ProjectId, TaskId } from '../ids.ts'

/** What was refused: the deed, and the row that it was to be done to. */
export type Refused =
  | { entity: 'task'; entityId: TaskId; deed: string }
  | { entity: 'project'; entityId: ProjectId; deed: string }

/** Somebody who sees a row may not do this with it. Whoever does not see it is told of none. */
export class Refusal extends AppError {
  readonly refused: Refused

  constructor(refused: Refused, message: string) {
    super('forbidden', message)
    this.refused = refused
  }
}
