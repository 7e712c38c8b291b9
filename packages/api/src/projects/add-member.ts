import type { StoreTx, Transaction } from '@holdfast/db'
import {
  type Activity,
  AppError,
  displayName,
  Email,
  type IsoDate,
  isoDate,
  Member,
  memberId,
  type Patch,
  ProjectId,
  ProjectRole,
  requireOnProject,
  rowKey,
  type User,
  type UserId,
} from '@holdfast/domain'
import { z } from 'zod'
import { readUser } from '../auth/signed-in.ts'
import { transact } from '../transact.ts'
import { authedProcedure } from '../trpc.ts'
import { readMember } from './read-project.ts'

const Addition = z.strictObject({ projectId: ProjectId, email: Email, role: ProjectRole })
type Addition = z.infer<typeof Addition>

/** @throws AppError `project-not-found`, `forbidden` or `project-deleted` */
const requireOwnedProject = async (
  store: StoreTx,
  projectId: ProjectId,
  actor: UserId,
): Promise<void> => {
  const looksAt = [rowKey('project', projectId), rowKey('member', memberId(projectId, actor))]
  const rows = await store.load([{ keys: [], looksAt }])
  requireOnProject(rows, projectId, actor, 'manageMembers')
  if (rows.project(projectId)?.status === 'deleted')
    throw new AppError('project-deleted', 'This project is deleted.')
}

/** @throws AppError `user-not-found` */
const findPerson = async (tx: Transaction, email: Email): Promise<User> => {
  const [found] = await tx.rows<{ id: UserId }>({
    name: 'person-by-email',
    text: `SELECT id FROM users.users WHERE lower(email) = lower($1) AND status = 'active'`,
    values: [email],
  })
  if (!found)
    throw new AppError('user-not-found', 'Nobody with this e-mail address uses this server yet.')
  return readUser(tx, found.id)
}

const addPerson = async (
  store: StoreTx,
  { projectId, role }: Addition,
  person: User,
  actor: UserId,
  now: IsoDate,
): Promise<void> => {
  const id = memberId(projectId, person.id)
  const rows = await store.load([{ keys: [rowKey('member', id)] }])
  const former = rows.member(projectId, person.id)
  if (former && !former.left)
    throw new AppError('already-member', 'That person is a member already.')
  const row = {
    id,
    projectId,
    userId: person.id,
    role,
    displayName: displayName(person.profile),
    avatar: person.profile.avatar,
    left: false,
  }
  const patch: Patch = former
    ? { op: 'update', kind: 'member', id, set: { left: false, role } }
    : { op: 'insert', kind: 'member', row }
  const added: Activity = {
    entity: 'project',
    entityId: projectId,
    action: 'member-added',
    before: { member: null },
    after: { member: person.id, role },
  }
  await store.write([patch])
  await store.audit(actor, [added], now)
}

/**
 * Makes the person with an e-mail address a member; one who left comes back with the new role. A
 * command of the server: no device knows who has which address.
 */
export const addMember = authedProcedure
  .input(Addition)
  .output(Member)
  .mutation(({ ctx: { services, caller }, input }) =>
    transact(services, async (store, tx) => {
      await requireOwnedProject(store, input.projectId, caller.userId)
      const person = await findPerson(tx, input.email)
      await addPerson(store, input, person, caller.userId, isoDate(services.clock()))
      return readMember(tx, input.projectId, person.id)
    }),
  )
