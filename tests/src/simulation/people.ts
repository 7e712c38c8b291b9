import type { Row, UserId } from '@holdfast/domain'
import { memberRow, nthProject, nthUser, projectRow, userRow } from '@holdfast/sync/testing'

/** With five computers Ada and Bob have two each and Cay one. */
export const people: readonly UserId[] = [nthUser(1), nthUser(2), nthUser(3)]

const [ada, bob, cay] = people as [UserId, UserId, UserId]

/** There before anything happens. */
const garden = nthProject(1)

/** What a record holds at first. */
export const firstRows: readonly Row[] = [
  userRow(ada, 'Ada'),
  userRow(bob, 'Bob'),
  userRow(cay, 'Cay'),
  projectRow(garden, ada),
  memberRow(garden, ada, 'owner'),
  memberRow(garden, bob),
  memberRow(garden, cay),
]
