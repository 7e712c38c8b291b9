import { useSyncStatus } from '@holdfast/client/react'
import { Link, useParams } from '@tanstack/react-router'
import { CloudOff, ScrollText, ShieldX, UserPlus, Users } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { Banner } from '../../components/banner.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import './admin.css'
import { useIsAdmin } from './use-is-admin.ts'
import { UsersPart } from './users-part.tsx'

const InvitationsPart = lazy(() => import('./invitations-part.tsx'))
const AuditPart = lazy(() => import('./audit-part.tsx'))

const parts = [
  { part: undefined, name: 'Users', icon: Users },
  { part: 'invitations', name: 'Invitations', icon: UserPlus },
  { part: 'audit', name: 'Audit log', icon: ScrollText },
] as const

/** Where admins look after the accounts of this server. All of it is on the server. */
export function AdminView() {
  const { part } = useParams({ from: '/app/admin/{-$part}' })
  const isAdmin = useIsAdmin()
  const offline = useSyncStatus().link === 'offline'
  return (
    <section className="view" aria-label="Administration">
      <ViewHead title="Administration" />
      <QuickAddOver />
      {isAdmin === false ? (
        <EmptyState icon={<ShieldX />} title="Only admins can look after accounts.">
          An admin of this server can make you one.
        </EmptyState>
      ) : (
        <>
          <nav className="admin-parts" aria-label="Administration">
            {parts.map(({ part: to, name, icon: Icon }) => (
              <Link
                key={name}
                to="/admin/{-$part}"
                params={{ part: to }}
                search={{}}
                activeOptions={{ exact: true, includeSearch: false }}
              >
                <Icon />
                {name}
              </Link>
            ))}
          </nav>
          {offline ? (
            <Banner icon={CloudOff}>
              There is no network. Accounts are kept on the server, so nothing here can be changed
              until there is.
            </Banner>
          ) : null}
          <Suspense>
            {part === 'audit' ? (
              <AuditPart />
            ) : part === 'invitations' ? (
              <InvitationsPart />
            ) : (
              <UsersPart />
            )}
          </Suspense>
        </>
      )}
    </section>
  )
}
