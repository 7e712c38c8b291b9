import type { Action } from './action.ts'
import { addTask } from './add-task.ts'
import { completeTask } from './complete-task.ts'
import { copyLink } from './copy-link.ts'
import { deleteTask } from './delete-task.ts'
import { findTask } from './find-task.ts'
import { goToTasks } from './go-to-tasks.ts'
import { openTask } from './open-task.ts'
import { pickAssignee } from './pick-assignee.ts'
import { pickDue } from './pick-due.ts'
import { pickPriority } from './pick-priority.ts'
import { pickProject } from './pick-project.ts'
import { pickStatus } from './pick-status.ts'
import { pickTags } from './pick-tags.ts'
import { redo } from './redo.ts'
import { renameTask } from './rename-task.ts'
import { restoreTask } from './restore-task.ts'
import { showKeySheet } from './show-key-sheet.ts'
import { undo } from './undo.ts'

/** Everything a person can do, in the order of the sheet of keys. */
export const allActions: readonly Action[] = [
  completeTask,
  openTask,
  renameTask,
  pickStatus,
  pickDue,
  pickPriority,
  pickProject,
  pickTags,
  pickAssignee,
  deleteTask,
  restoreTask,
  copyLink,
  addTask,
  findTask,
  undo,
  redo,
  showKeySheet,
  goToTasks,
]
