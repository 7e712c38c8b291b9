import { useDevice, useMe, useMembers } from '@holdfast/client/react'
import type { Member, Project } from '@holdfast/domain'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { AddMember } from './add-member.tsx'
import { MemberRole } from './member-role.tsx'
import './members.css'
import { roleNames } from './role-names.ts'
import { useProjectAbilities } from './use-abilities.ts'

/** Who is in a project and what they may do there. */
export function MembersDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const members = useMembers(project.id)
  const { manageMembers } = useProjectAbilities(project)
  return (
    <Dialog open onClose={onClose} title={`Members of ${project.name}`}>
      <ul className="members">
        {members.map((member) => (
          <MemberLine key={member.id} member={member} project={project} manages={manageMembers} />
        ))}
      </ul>
      {manageMembers ? <AddMember projectId={project.id} /> : null}
    </Dialog>
  )
}

interface MemberLineProps {
  member: Member
  project: Project
  manages: boolean
}

function MemberLine({ member, project, manages }: MemberLineProps) {
  const device = useDevice()
  const me = useMe()
  const [sure, setSure] = useState(false)
  const self = member.userId === me?.id
  const { leave } = useProjectAbilities(project)
  const offered = self ? leave : manages && member.userId !== project.ownerId

  // Asked for in place: bringing somebody back needs their address, which no device has.
  function remove() {
    const args = { projectId: project.id, userId: member.userId }
    device.mutate('remove-member', args).durable.then(
      () => tell({ text: self ? `You left ${project.name}` : `${member.displayName} removed` }),
      () => tellRefusal('This device could not keep the change. Nothing was changed. Try again.'),
    )
  }

  return (
    <li>
      <Avatar name={member.displayName} decorative />
      <span className="member-name" dir="auto">
        {member.displayName}
        {self ? <small> you</small> : null}
      </span>
      {manages && !self && member.userId !== project.ownerId ? (
        <MemberRole member={member} project={project} />
      ) : (
        <span className="member-role">{roleNames[member.role]}</span>
      )}
      {offered && !sure ? (
        <Button size="small" look="quiet" icon={UserMinus} onClick={() => setSure(true)}>
          {self ? 'Leave' : 'Remove'}
        </Button>
      ) : null}
      {offered && sure ? (
        <Button size="small" look="destroys" onClick={remove}>
          {self ? 'Leave and lose sight of it' : 'Remove and unassign'}
        </Button>
      ) : null}
    </li>
  )
}
