import { describe, expect, test } from 'vitest'
import { Bucket, bucketsOf } from './buckets.ts'
import { aConflict, aMember, ann, aProject, aTask, aUser, bob, garden } from './testing/samples.ts'

describe('[U1] bucketsOf', () => {
  test.each([
    ['a task of a project', aTask({ projectId: garden, assignedTo: bob }), [`project:${garden}`]],
    ['a task of one’s own', aTask(), [`user:${ann}`]],
    ['a task assigned to oneself', aTask({ assignedTo: ann }), [`user:${ann}`]],
    ['a task handed on', aTask({ assignedTo: bob }), [`user:${ann}`, `user:${bob}`]],
    ['a task in the trash', aTask({ deletedAt: aTask().row.createdAt }), [`user:${ann}`]],
    ['a project', aProject(), [`project:${garden}`]],
    ['a member', aMember(garden, bob, 'viewer'), [`project:${garden}`]],
    ['an account', aUser(bob), [`user:${bob}`]],
    ['a conflict', aConflict({ userId: bob, by: ann }), [`user:${bob}`]],
  ])('%s', (_, row, buckets) => {
    expect(bucketsOf(row)).toEqual(buckets)
    for (const bucket of buckets) expect(Bucket.parse(bucket)).toBe(bucket)
  })
})

test.each(['', 'user:', 'team:01890000-0000-7000-8000-000000000001', `user:${ann} `])(
  'Bucket refuses %j',
  (raw) => {
    expect(Bucket.safeParse(raw).success).toBe(false)
  },
)
