import {
  displayName,
  type Member,
  type Project,
  type ProjectId,
  type User,
  type UserId,
} from '@holdfast/domain'
import type { RowChange } from '@holdfast/sync'

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

  change({ before, after }: RowChange): void {
    const row = after ?? before
    switch (row?.kind) {
      case 'project':
        if (after) this.projects.set(row.row.id, row.row)
        else this.projects.delete(row.row.id)
        break
      case 'user':
        if (after) this.users.set(row.row.id, row.row)
        else this.users.delete(row.row.id)
        break
      case 'member':
        this.changeMember(row.row, after !== undefined)
        break
    }
  }

  /** Not the deleted ones; by name. */
  list(): readonly Project[] {
    return [...this.projects.values()]
      .filter(({ status }) => status !== 'deleted')
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

  private changeMember(member: Member, isThere: boolean): void {
    const members = this.membersOf.get(member.projectId) ?? new Map<UserId, Member>()
    if (isThere) members.set(member.userId, member)
    else members.delete(member.userId)
    this.membersOf.set(member.projectId, members)
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
