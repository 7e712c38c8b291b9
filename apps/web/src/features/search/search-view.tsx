import { usePeople, useProjects, useSyncStatus } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CloudOff, RefreshCw, Search, X } from 'lucide-react'
import { type KeyboardEvent, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { SyncMark } from '../sync/sync-button.tsx'
import { useOpenTask, useOpenTaskId } from '../tasks/action-context.tsx'
import { useMoment } from '../tasks/moment.tsx'
import { Facets, matchesFacets, noFacets } from './facets.tsx'
import { Hit } from './hit.tsx'
import { wordsOf } from './match.ts'
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
      {query === '' ? (
        <EmptyState icon={<Search />} title="Search everything you can see.">
          What is on this device is found at once, with or without a network. Descriptions count
          too.
        </EmptyState>
      ) : (
        <div className="search-body">
          <div className="search-main">
            <Told found={found} count={hits.length} />
            <Hits tasks={hits} asked={asked} />
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
      ) : found.more > 0 ? (
        <span>{`${found.more} more from the server`}</span>
      ) : null}
    </div>
  )
}

function Hits({ tasks, asked }: { tasks: readonly Task[]; asked: string }) {
  const open = useOpenTask()
  const openId = useOpenTaskId()
  const people = usePeople()
  const projects = useProjects()
  const moment = useMoment()
  const words = useMemo(() => wordsOf(asked), [asked])
  const names = useMemo(() => new Map(projects.map(({ id, name }) => [id, name])), [projects])
  if (tasks.length === 0) {
    return (
      <EmptyState icon={<Search />} title={`Nothing for “${asked}”.`}>
        Try fewer words, or the beginning of one.
      </EmptyState>
    )
  }
  return (
    <ul className="hits" onKeyDown={moveBetweenHits}>
      {tasks.map((task) => (
        <Hit
          key={task.id}
          task={task}
          words={words}
          moment={moment}
          open={openId === task.id}
          project={(task.projectId && names.get(task.projectId)) ?? null}
          assignee={(task.assignedTo && people.get(task.assignedTo)?.displayName) ?? null}
          onOpen={() => open(task.id)}
        />
      ))}
    </ul>
  )
}

function moveBetweenHits(event: KeyboardEvent<HTMLUListElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key]
  if (!step) return
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>('.hit')]
  const at = hits.indexOf(document.activeElement as HTMLElement)
  const next = hits[at + step]
  event.preventDefault()
  event.stopPropagation()
  if (next) next.focus()
  else if (at + step < 0) document.querySelector<HTMLElement>('.search-box input')?.focus()
}
