import { useNavigate, useSearch } from '@tanstack/react-router'
import { ScrollText } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { api } from '../../wiring/api.ts'
import { AuditFilterBar } from './audit-filter-bar.tsx'
import { AuditRow } from './audit-row.tsx'
import { type AuditSearch, filtersOf, readSearch } from './audit-search.ts'
import { personText } from './audit-words.ts'
import { ServerList } from './server-list.tsx'
import { usePages } from './use-pages.ts'

/** Who did what on this server, the newest first; nothing of what people wrote. */
export default function AuditPart() {
  const search = readSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const filters = filtersOf(search)
  const pages = usePages([...api.admin.audit.list.queryKey(filters), 'pages'], (cursor) =>
    currentWiring().api.admin.audit.list.query({ ...filters, cursor }),
  )
  const filtered = Object.keys(filters).length > 0
  const [first] = pages.stale ? [] : (pages.items ?? [])
  const names = {
    actor: search.actor && first && personText(first.actor),
    concerned: search.entityId && first && personText(first.concerns),
  }
  const narrow = (next: AuditSearch) =>
    void navigate({
      to: '/admin/{-$part}',
      params: { part: 'audit' },
      search: next,
      replace: true,
    })
  return (
    <>
      <AuditFilterBar search={search} filters={filters} names={names} onChange={narrow} />
      <ServerList
        label="Audit log"
        pages={pages}
        empty={
          <EmptyState
            icon={<ScrollText />}
            title={filtered ? 'Nothing like that happened.' : 'Nothing happened yet.'}
            actions={
              filtered ? (
                <Button size="small" onClick={() => narrow({})}>
                  Show everything
                </Button>
              ) : undefined
            }
          >
            Entries are kept for two years.
          </EmptyState>
        }
      >
        {(entry) => <AuditRow key={entry.id} entry={entry} />}
      </ServerList>
    </>
  )
}
