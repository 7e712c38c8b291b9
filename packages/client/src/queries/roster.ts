import {
  displayName,
  type Member,
  type Project,
  type ProjectId,
  type Row,
  type User,
  type UserId,
} from '@holdfast/domain'

export interface Person {
  displayName: string
  avatar: string | null
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Projects, their members and the accounts on this device: few, and asked for all the time. */
export class Roster {
  private readonly projects = new Map<ProjectId, Project>()
  private readonly membersOf = new Map<ProjectId, Map<UserId, Member>>()
  private readonly users = new Map<UserId, User>()

  put(row: Row): void {
    if (row.kind === 'project') this.projects.set(row.row.id, row.row)
    if (row.kind === 'user') this.users.set(row.row.id, row.row)
    if (row.kind !== 'member') return
    const { projectId, userId } = row.row
    const members = this.membersOf.get(projectId) ?? new Map<UserId, Member>()
    this.membersOf.set(projectId, members.set(userId, row.row))
  }

  remove(row: Row): void {
    if (row.kind === 'project') this.projects.delete(row.row.id)
    if (row.kind === 'user') this.users.delete(row.row.id)
    if (row.kind === 'member') this.membersOf.get(row.row.projectId)?.delete(row.row.userId)
  }

  /** Not the deleted ones, or only those; by name. */
  list({ deleted }: { deleted: boolean }): readonly Project[] {
    return [...this.projects.values()]
      .filter(({ status }) => (status === 'deleted') === deleted)
      .sort((a, b) => collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
  }

  isDeleted(id: ProjectId): boolean {
    return this.projects.get(id)?.status === 'deleted'
  }

  /** Those who are in the project now; by name. */
  members(id: ProjectId): readonly Member[] {
    return [...(this.membersOf.get(id)?.values() ?? [])]
      .filter(({ left }) => !left)
      .sort((a, b) => collator.compare(a.displayName, b.displayName) || (a.id < b.id ? -1 : 1))
  }

  /** Everyone this device knows, those who left a project included. */
  people(): ReadonlyMap<UserId, Person> {
    const people = new Map<UserId, Person>()
    for (const members of this.membersOf.values())
      for (const { userId, displayName, avatar } of members.values())
        people.set(userId, { displayName, avatar })
    for (const { id, profile } of this.users.values())
      people.set(id, { displayName: displayName(profile), avatar: profile.avatar })
    return people
  }
}

export const samePeople = (
  a: ReadonlyMap<UserId, Person>,
  b: ReadonlyMap<UserId, Person>,
): boolean =>
  a.size === b.size &&
  [...a].every(([id, one]) => {
    const other = b.get(id)
    return other?.displayName === one.displayName && other.avatar === one.avatar
  })
