import { useDevice } from '@holdfast/client/react'
import { type Member, type Project, ProjectRole } from '@holdfast/domain'
import { perform } from '../../actions/history.ts'
import { roleNames } from './role-names.ts'

/** What another member is, to be changed by who manages them. */
export function MemberRole({ member, project }: { member: Member; project: Project }) {
  const device = useDevice()

  function make(role: ProjectRole) {
    const to = (value: ProjectRole) => ({
      name: 'set-member-role' as const,
      args: { projectId: project.id, userId: member.userId, role: value },
    })
    const name = roleNames[role].toLowerCase()
    perform(device, {
      label: `${member.displayName} is ${name === 'viewer' ? 'a' : 'an'} ${name} now`,
      does: [to(role)],
      undoes: [to(member.role)],
    })
  }

  return (
    <select
      className="input member-role-field"
      aria-label={`Role of ${member.displayName}`}
      value={member.role}
      onChange={(event) => make(ProjectRole.parse(event.target.value))}
    >
      {ProjectRole.options.map((role) => (
        <option key={role} value={role}>
          {roleNames[role]}
        </option>
      ))}
    </select>
  )
}
