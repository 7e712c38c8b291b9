import type { StoreTx, Transaction } from '@holdfast/db'
import {
  AppError,
  activityOf,
  type IsoDate,
  isoDate,
  type MutationContext,
  type ProjectId,
  type ProjectRole,
  type ProjectStatus,
  rowKey,
  type UserId,
  understand,
} from '@holdfast/domain'
import { type Intent, intend } from '../mutations/mutate.ts'
import { runMutation } from '../mutations/run-mutation.ts'

/** A project that somebody is about to leave, with who else is in it, the longest there first. */
interface Membership extends Record<string, unknown> {
  id: ProjectId
  name: string
  status: ProjectStatus
  ownerId: UserId
  others: { id: UserId; role: ProjectRole }[]
}

/**
 * Takes a person out of every project. What they own passes to the member who has been an owner for
 * the longest; where nobody else is in it, it is deleted. The rest they leave, and their tasks there are
 * nobody's. Whoever has them leave is entered as having done all of that.
 * @throws AppError `last-owner` where others would be left in a project that nobody owns
 */
export const leaveProjects = async (
  store: StoreTx,
  tx: Transaction,
  { userId, by }: { userId: UserId; by: UserId },
  now: Date,
): Promise<void> => {
  const context: MutationContext = { actor: userId, at: isoDate(now), now: isoDate(now) }
  const memberships = await readMemberships(tx, userId)
  const orphaned = orphanedBy(memberships, userId)
  if (orphaned.length > 0) throw lastOwner(orphaned, by === userId)
  const run = (intent: Intent) => runMutation(store, understand(intent), context, by)
  for (const { id, status, ownerId, others } of memberships) {
    const isOwner = ownerId === userId
    // Nobody sees it any more.
    if (isOwner && status === 'deleted') continue
    if (isOwner && others.length === 0) {
      const deleted = { base: status, value: 'deleted' as const }
      await run(intend('set-project-status', { id, status: deleted }))
      continue
    }
    if (isOwner) await passOn(store, id, heirOf(others), { by, now: context.now })
    await run(intend('remove-member', { projectId: id, userId }))
  }
}

const readMemberships = (tx: Transaction, userId: UserId): Promise<Membership[]> =>
  tx.rows<Membership>({
    name: 'projects-to-leave',
    text: `SELECT p.id, p.name, p.status, p.owner_id AS "ownerId", COALESCE((
             SELECT jsonb_agg(jsonb_build_object('id', o.user_id, 'role', o.role) ORDER BY o.joined_at, o.user_id)
             FROM tasks.project_members o JOIN users.users u ON u.id = o.user_id
             WHERE o.project_id = p.id AND o.user_id <> $1 AND o.left_at IS NULL AND u.status <> 'deleted'
           ), '[]') AS others
           FROM tasks.project_members m JOIN tasks.projects p ON p.id = m.project_id
           WHERE m.user_id = $1 AND m.left_at IS NULL ORDER BY p.id`,
    values: [userId],
  })

const heirOf = (others: Membership['others']): UserId | undefined =>
  others.find(({ role }) => role === 'owner')?.id

/** Projects that others are in and nobody would own. */
const orphanedBy = (memberships: readonly Membership[], userId: UserId): Membership[] =>
  memberships.filter(
    ({ ownerId, others, status }) =>
      ownerId === userId && status !== 'deleted' && others.length > 0 && !heirOf(others),
  )

/** An admin looks after accounts and sees nothing of the work: they are not told what projects are called. */
const lastOwner = (orphaned: readonly Membership[], own: boolean): AppError => {
  const names = orphaned.map(({ name }) => `“${name}”`).join(', ')
  const many = orphaned.length === 1 ? 'one project' : `${orphaned.length} projects`
  return new AppError(
    'last-owner',
    own
      ? `Others work in ${names}, which nobody else owns. Make one of them an owner, or delete it, first.`
      : `Others work in ${many} of theirs that nobody else owns. They have to make another member an owner first. Suspended, the account is out of use until then.`,
  )
}

const passOn = async (
  store: StoreTx,
  id: ProjectId,
  heir: UserId | undefined,
  { by, now }: { by: UserId; now: IsoDate },
): Promise<void> => {
  if (heir === undefined) return
  const rows = await store.load([{ keys: [rowKey('project', id)] }])
  const project = rows.project(id)
  if (!project) return
  const set = { ownerId: heir, updatedAt: now }
  await store.write([{ op: 'update', kind: 'project', id, set }])
  await store.audit(by, [activityOf('project', id, 'edited', { ...project }, set)], now)
}
