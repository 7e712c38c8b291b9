import { useQuery } from '@tanstack/react-query'
import { Globe, Monitor, MonitorSmartphone, Terminal } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { toldAt } from '../inbox/told-at.ts'
import { useMoment } from '../tasks/moment.tsx'
import type { Account, OpenSession } from './admin-types.ts'
import { refusalText } from './refusal-text.ts'

const icons = { web: Globe, desktop: Monitor, tool: Terminal }

/** Where a person is signed in, each with a way to end it. */
export function SessionsDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { data, isError, isFetching, refetch } = useQuery(
    { ...api.admin.sessions.list.queryOptions({ userId: account.id }), retry: false },
    queryClient,
  )
  return (
    <Dialog open onClose={onClose} title={`Sessions of ${account.name || account.email}`}>
      {data && data.sessions.length > 0 ? (
        <ul className="admin-sessions">
          {data.sessions.map((session) => (
            <SessionLine key={session.id} session={session} />
          ))}
        </ul>
      ) : data ? (
        <EmptyState icon={<MonitorSmartphone />} title="Not signed in anywhere.">
          Sessions that ended or ran out are not listed.
        </EmptyState>
      ) : isError ? (
        <EmptyState
          icon={<MonitorSmartphone />}
          title="The server did not answer."
          actions={
            <Button size="small" busy={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          Sessions are kept on the server.
        </EmptyState>
      ) : (
        <p className="hint" role="status">
          Loading
        </p>
      )}
    </Dialog>
  )
}

/** Asked for in place: a session that was ended cannot be brought back. */
function SessionLine({ session }: { session: OpenSession }) {
  const { id, client, device, ip, createdAt, lastAccessedAt, current } = session
  const moment = useMoment()
  const [sure, setSure] = useState(false)
  const [busy, setBusy] = useState(false)
  const Icon = icons[client]

  async function end() {
    setBusy(true)
    try {
      await currentWiring().api.admin.sessions.revoke.mutate({ id })
      tell({ text: `${device} is signed out` })
      await queryClient.invalidateQueries(api.admin.pathFilter())
    } catch (failure) {
      tellRefusal(refusalText(failure, 'The session goes on.'))
    } finally {
      setBusy(false)
    }
  }

  return (
    <li>
      <Icon />
      <span className="session-what">
        <span>
          {device} {current ? <span className="mark ok">this device</span> : null}
        </span>
        <small>
          {ip ? `${ip}, ` : null}
          {`active ${toldAt(lastAccessedAt, moment)}, signed in ${toldAt(createdAt, moment)}`}
        </small>
      </span>
      {sure ? (
        <Button size="small" look="destroys" busy={busy} onClick={() => void end()}>
          End session
        </Button>
      ) : (
        <Button size="small" aria-label={`Sign out ${device}`} onClick={() => setSure(true)}>
          Sign out
        </Button>
      )}
    </li>
  )
}
