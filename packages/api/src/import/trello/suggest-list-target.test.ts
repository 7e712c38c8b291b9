import { expect, it } from 'vitest'
import { suggestListTarget } from './suggest-list-target.ts'

it.each([
  ['To Do', 'todo', null, 'name'],
  ['To-do ✏️', 'todo', null, 'name'],
  ['Up Next', 'todo', null, 'name'],
  ['Backlog', 'todo', 'backlog', 'name'],
  ['Backlog/Future Work/Ideas', 'todo', 'backlog', 'name'],
  ['Ideas', 'todo', 'idea', 'name'],
  ['In Progress', 'in_progress', null, 'name'],
  ['Doing', 'in_progress', null, 'name'],
  ['Code review', 'in_review', null, 'name'],
  ['Ready to merge', 'in_review', null, 'name'],
  ['Ready for QA', 'in_review', null, 'name'],
  ['Done', 'completed', null, 'name'],
  ['DONE (May)', 'completed', null, 'name'],
  ['Not done', 'todo', null, 'name'],
  ['Abandoned', 'todo', 'abandoned', 'no-match'],
  ['Dashboard Page', 'todo', 'dashboard-page', 'no-match'],
  ['Download/Install', 'todo', 'download-install', 'no-match'],
  ['', 'todo', null, 'no-match'],
])('the list “%s” becomes %s, tag %s', (name, status, tag, why) => {
  expect(suggestListTarget(name)).toEqual({ target: { status, tag }, why })
})
