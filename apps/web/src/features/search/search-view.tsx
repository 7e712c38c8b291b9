import { useSyncStatus } from '@holdfast/client/react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CloudOff, RefreshCw, Search, X } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { SyncMark } from '../sync/sync-button.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import { Facets, matchesFacets, noFacets } from './facets.tsx'
import { Hits } from './hits.tsx'
import './search.css'
import { useFound } from './use-found.ts'

/** In UTF-16 code units, as the server takes it. */
const longest = 500

/** Finds tasks: at once in what this device holds, and a moment later in what the server holds. */
export function SearchView() {
  const { q = '' } = useSearch({ from: '/app/search' })
  const navigate = useNavigate()
  const [text, setText] = useState(q)
  const asked = useDeferredValue(text.trim())
  const query = asked.toLowerCase()
  const [facets, setFacets] = useState(noFacets)
  const found = useFound(query)
  const hits = useMemo(
    () => found.tasks.filter((task) => matchesFacets(task, facets)),
    [found.tasks, facets],
  )
  const field = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLDivElement>(null)

  useEffect(() => {
    field.current?.focus()
    document.title = 'Search · Holdfast'
  }, [])
  useEffect(() => {
    void navigate({
      to: '.',
      search: ({ q: _, ...rest }) => (asked ? { ...rest, q: asked } : rest),
      replace: true,
    })
  }, [asked, navigate])

  return (
    <section className="view" aria-label="Search">
      <header className="view-head search-head">
        <h1 className="visually-hidden">Search</h1>
        <search className="search-box">
          <Search />
          <input
            ref={field}
            type="search"
            aria-label="Search tasks"
            placeholder="Words from titles, descriptions and tags"
            value={text}
            maxLength={longest}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return
              event.preventDefault()
              document.querySelector<HTMLElement>('.hit')?.focus()
            }}
          />
          {text ? (
            <IconButton
              icon={X}
              label="Clear"
              onClick={() => {
                setText('')
                field.current?.focus()
              }}
            />
          ) : null}
        </search>
        <SyncMark />
      </header>
      <QuickAddOver />
      {query === '' ? (
        <EmptyState icon={<Search />} title="Search everything you can see.">
          What is on this device is found at once, with or without a network. Descriptions count
          too.
        </EmptyState>
      ) : (
        <div className="search-body">
          <div className="search-main" aria-busy={found.waiting}>
            <Told found={found} count={hits.length} />
            <div className="search-hits" ref={scroller}>
              {hits.length > 0 ? (
                <Hits tasks={hits} asked={asked} scroller={scroller} />
              ) : found.waiting ? null : (
                <EmptyState icon={<Search />} title={`Nothing for “${asked}”.`}>
                  Try fewer words, or the beginning of one.
                </EmptyState>
              )}
            </div>
          </div>
          <Facets tasks={found.tasks} value={facets} onChange={setFacets} />
        </div>
      )}
    </section>
  )
}

function Told({ found, count }: { found: ReturnType<typeof useFound>; count: number }) {
  const { link } = useSyncStatus()
  return (
    <div className="search-told" role="status">
      <b>{count === 1 ? '1 task' : `${count} tasks`}</b>
      <span>{`${found.here} on this device`}</span>
      {link === 'offline' || found.failed ? (
        <span className="search-lag">
          <CloudOff />
          Only this device was searched
        </span>
      ) : found.asking ? (
        <span className="search-lag">
          <RefreshCw />
          Asking the server
        </span>
      ) : found.reading ? (
        <span className="search-lag">Reading what is on this device</span>
      ) : found.more > 0 ? (
        <span>{`${found.more} more from the server`}</span>
      ) : null}
    </div>
  )
}
