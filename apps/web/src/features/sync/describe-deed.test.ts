import type { Deed } from '@holdfast/client'
import { isoDate, mutators } from '@holdfast/domain'
import { expect, it } from 'vitest'
import { describeDeed, describeRefusal } from './describe-deed.ts'

const at = isoDate(new Date('2026-11-22T10:00:00Z'))
const deed = (name: string, args: unknown): Deed => ({ name, args, at, about: null, title: 'Rent' })

it.each([
  ['edit-task', { title: { base: 'Rent', value: 'Pay rent' } }, 'Title: “Pay rent”'],
  ['edit-task', { due: { base: {}, value: { dueDate: null, dueAllDay: false } } }, 'Due: no date'],
  ['set-task-status', { status: { base: 'todo', value: 'in_review' } }, 'Status: In review'],
  ['tag-task', { add: ['home'], remove: [] }, 'Tag added: #home'],
  ['tag-task', { add: ['home'], remove: ['work'] }, 'Tags: #home, without #work'],
  ['move-task', { projectId: { base: null, value: null } }, 'Moved out of its project'],
])('%s %j reads “%3$s”', (name, args, detail) => {
  expect(describeDeed(deed(name, args)).detail).toBe(detail)
})

it.each([
  ['edit-preferences', 'Your account'],
  ['edit-task', 'A task that you can no longer see'],
  ['edit-project', 'A project that you can no longer see'],
])('%s of something without a name is about “%s”', (name, title) => {
  expect(describeDeed({ ...deed(name, {}), title: '' }).title).toBe(title)
})

it('does not deny what the person has only lost sight of', () => {
  const missing = { code: 'task-not-found', message: 'There is no such task.' }
  expect(describeRefusal(missing)).toBe('You cannot see this task any more.')
  const other = { code: 'forbidden', message: 'Only an editor can do that.' }
  expect(describeRefusal(other)).toBe('Only an editor can do that.')
})

it('has words for every intent', () => {
  for (const name of Object.keys(mutators)) {
    const { detail } = describeDeed(
      deed(name, { priority: { value: 'low' }, status: { value: 'todo' } }),
    )
    expect(detail).not.toMatch(/undefined|^$/)
  }
})
