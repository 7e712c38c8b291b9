import type { AppRouter } from '@holdfast/client'
import { useDevice, useSyncStatus } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { ArrowRight, CloudOff, RotateCcw } from 'lucide-react'
import { useEffect } from 'react'
import { perform } from '../../../actions/history.ts'
import { Avatar } from '../../../components/avatar.tsx'
import { Button } from '../../../components/button.tsx'
import { currentWiring } from '../../../wiring/account.ts'
import { queryClient } from '../../../wiring/api.ts'
import { currentValue, fieldNames, type Names, valueText } from '../../sync/conflict-text.ts'
import { restoreValueStep } from '../../sync/put-back.ts'
import { useNames } from '../../sync/use-conflict.ts'
import { dateText } from '../due/due-label.ts'
import './task-history.css'

type Entry = inferRouterOutputs<AppRouter>['tasks']['history']['items'][number]

const words: Partial<Record<Entry['action'], string>> = {
  created: 'Created',
  deleted: 'Moved to the trash',
  restored: 'Restored from the trash',
}

/** Who gave which field which value, and when: from the record of the server. */
export function TaskHistory({ task, locked }: { task: Task; locked: boolean }) {
  const names = useNames()
  const { link, pending } = useSyncStatus()
  const query = useInfiniteQuery(
    {
      queryKey: ['tasks.history', task.id],
      queryFn: ({ pageParam: cursor }) =>
        currentWiring().api.tasks.history.query({ id: task.id, limit: 30, cursor }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      retry: false,
      gcTime: 0,
    },
    queryClient,
  )
  const { data, isError, refetch, hasNextPage, fetchNextPage, isFetching } = query
  const entries = data?.pages.flatMap(({ items }) => items)

  // What was acknowledged since is in the record by now.
  useEffect(() => {
    if (link === 'online' && pending === 0 && task.version >= 0) void refetch()
  }, [link, pending, task.version, refetch])

  if (!entries) {
    if (!isError) return <p className="hint">Loading</p>
    return (
      <div className="history-offline" role="status">
        <CloudOff />
        <p>The server keeps the history, and does not answer. It comes when there is a link.</p>
        <Button size="small" onClick={() => void refetch()}>
          Try again
        </Button>
      </div>
    )
  }
  return (
    <>
      <ol className="history" aria-busy={isFetching}>
        {entries.map((entry) => (
          <HistoryItem
            key={entry.version}
            entry={entry}
            task={task}
            locked={locked}
            names={names}
          />
        ))}
      </ol>
      {hasNextPage ? (
        <Button size="small" look="quiet" onClick={() => void fetchNextPage()}>
          Show earlier
        </Button>
      ) : null}
      {locked ? null : <p className="hint">Restoring writes a new change, which can be undone.</p>}
    </>
  )
}

interface HistoryItemProps {
  entry: Entry
  task: Task
  locked: boolean
  names: Names
}

function HistoryItem({ entry, task, locked, names }: HistoryItemProps) {
  const device = useDevice()
  const { action, by, at, changes } = entry
  const who = (by && names.people.get(by)?.displayName) || 'Somebody you cannot see'
  const isNew = action === 'created'
  return (
    <li>
      {words[action] ? <p className="history-act">{words[action]}</p> : null}
      {changes
        .filter(({ to }) => !isNew || (to !== null && JSON.stringify(to) !== '[]'))
        .map(({ field, from, to }) => {
          const value = valueText(field, to, names)
          const isCurrent = JSON.stringify(currentValue(field, task)) === JSON.stringify(to)
          return (
            <div key={field} className="history-change">
              <p dir="auto">
                <span className="history-field">{fieldNames[field]}</span>{' '}
                {isNew || field === 'description' ? null : (
                  <>
                    <span>{valueText(field, from, names)}</span>{' '}
                    <ArrowRight aria-label="to" role="img" />{' '}
                  </>
                )}
                <b className={field === 'description' ? 'history-text' : undefined}>{value}</b>
              </p>
              {locked || isCurrent ? null : (
                <Button
                  size="small"
                  icon={RotateCcw}
                  aria-label={`Restore ${fieldNames[field]}: ${value.slice(0, 60)}`}
                  onClick={() => void perform(device, restoreValueStep(task, field, to))}
                >
                  Restore
                </Button>
              )}
            </div>
          )
        })}
      <p className="history-who">
        <Avatar name={who} small decorative />
        {who}, <time dateTime={at}>{dateText(at, false, names.moment)}</time>
      </p>
    </li>
  )
}
