import { Users } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Segment } from '../../components/segment.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { api } from '../../wiring/api.ts'
import { AccountRow } from './account-row.tsx'
import type { AccountStatus } from './admin-types.ts'
import { SearchField } from './search-field.tsx'
import { ServerList } from './server-list.tsx'
import { usePages } from './use-pages.ts'
import { useSettled } from './use-settled.ts'

type Shown = AccountStatus | 'all'

const shownOptions: readonly { value: Shown; name: string }[] = [
  { value: 'all', name: 'All' },
  { value: 'active', name: 'Active' },
  { value: 'inactive', name: 'Not confirmed' },
  { value: 'suspended', name: 'Suspended' },
  { value: 'deleted', name: 'Deleted' },
]

/** Arrows go from one account to the next; Tab reaches them too. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const line = (event.target as Element).closest('li')
  if (step === 0 || !line) return
  const next = step > 0 ? line.nextElementSibling : line.previousElementSibling
  event.preventDefault()
  event.stopPropagation()
  next?.querySelector<HTMLElement>('button')?.focus()
}

const countText = (total: number): string =>
  total === 1 ? '1 account' : `${total.toLocaleString()} accounts`

/** Every account of this server: who may come in, and what can be done about it. */
export function UsersPart() {
  const [typed, setTyped] = useState('')
  const [shown, setShown] = useState<Shown>('all')
  const search = useSettled(typed.trim())
  const asked = {
    ...(search && { search }),
    ...(shown !== 'all' && { status: shown }),
  }
  const pages = usePages([...api.admin.users.list.queryKey(asked), 'pages'], (cursor) =>
    currentWiring().api.admin.users.list.query({ ...asked, cursor }),
  )
  const total = pages.first?.total
  const waits = pages.stale || search !== typed.trim()
  return (
    <>
      <div className="admin-tools">
        <SearchField
          label="Search users"
          placeholder="Beginning of a name or an e-mail address"
          value={typed}
          onChange={setTyped}
          onArrowDown={() => document.querySelector<HTMLElement>('.account-open')?.focus()}
        />
        <Segment label="Show" options={shownOptions} value={shown} onChange={setShown} />
        <p className="admin-told" role="status">
          {total !== undefined && !waits ? countText(total) : null}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it take the keys as well */}
      <div className="admin-walk" onKeyDown={walk}>
        <ServerList
          label="Users"
          pages={{ ...pages, stale: waits }}
          empty={
            <EmptyState
              icon={<Users />}
              title={search ? `Nobody whose name or address begins with “${search}”.` : 'Nobody.'}
              actions={
                search || shown !== 'all' ? (
                  <Button
                    size="small"
                    onClick={() => {
                      setTyped('')
                      setShown('all')
                    }}
                  >
                    Show all
                  </Button>
                ) : undefined
              }
            >
              {shown === 'all'
                ? 'Who registers or accepts an invitation is listed here.'
                : 'No account is in this state.'}
            </EmptyState>
          }
        >
          {(account) => <AccountRow key={account.id} account={account} />}
        </ServerList>
      </div>
    </>
  )
}
