import { UserPlus } from 'lucide-react'
import { EmptyState } from '../../components/empty-state.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { api } from '../../wiring/api.ts'
import { InvitationRow } from './invitation-row.tsx'
import { InviteForm } from './invite-form.tsx'
import { ServerList } from './server-list.tsx'
import { usePages } from './use-pages.ts'

/** Who was asked to come, and what became of it. */
export default function InvitationsPart() {
  const pages = usePages([...api.admin.invitations.list.queryKey(), 'pages'], (cursor) =>
    currentWiring().api.admin.invitations.list.query({ cursor }),
  )
  return (
    <>
      <InviteForm />
      <ServerList
        label="Invitations"
        pages={pages}
        empty={
          <EmptyState icon={<UserPlus />} title="Nobody is invited.">
            Who gets an invitation can register with that address, also where registering is closed
            to others.
          </EmptyState>
        }
      >
        {(invitation) => <InvitationRow key={invitation.id} invitation={invitation} />}
      </ServerList>
    </>
  )
}
