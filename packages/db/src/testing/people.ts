import type { ProjectId, ProjectRole, UserId } from '@holdfast/domain'
import type { Transaction } from '../reader.ts'
import { projectMembers, projects } from '../schema/tasks.ts'
import { userPreferences, userProfiles, users } from '../schema/users.ts'

/** Writes an account with profile and preferences, nobody's password. */
export const insertUser = async (tx: Transaction, firstName = 'Ada'): Promise<UserId> => {
  const id = crypto.randomUUID() as UserId
  const email = `${firstName.toLowerCase()}-${id}@example.org`
  await tx.db.insert(users).values({ id, email, passwordHash: 'none' })
  await tx.db.insert(userProfiles).values({ userId: id, firstName, lastName: 'Test' })
  await tx.db.insert(userPreferences).values({ userId: id })
  return id
}

/** Writes a project with its owner as the first member. */
export const insertProject = async (tx: Transaction, ownerId: UserId): Promise<ProjectId> => {
  const id = crypto.randomUUID() as ProjectId
  await tx.db.insert(projects).values({ id, name: 'Garden', ownerId })
  await insertMember(tx, id, ownerId, 'owner')
  return id
}

export const insertMember = async (
  tx: Transaction,
  projectId: ProjectId,
  userId: UserId,
  role: ProjectRole = 'editor',
): Promise<void> => {
  await tx.db.insert(projectMembers).values({ projectId, userId, role })
}
