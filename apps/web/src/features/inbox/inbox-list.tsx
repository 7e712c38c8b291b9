import type { TaskId } from '@holdfast/domain'
import { useNavigate } from '@tanstack/react-router'
import { Mail, MailOpen } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Avatar } from '../../components/avatar.tsx'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { useOpenTask, useOpenTaskId } from '../tasks/action-context.tsx'
import { useMoment } from '../tasks/moment.tsx'
import { toldAt } from './told-at.ts'
import type { useInbox } from './use-inbox.ts'

type Shown = ReturnType<typeof useInbox> & { items: NonNullable<unknown> }
type Item = NonNullable<ReturnType<typeof useInbox>['items']>[number]

const said: Record<Item['kind'], string> = {
  'task-assigned': 'assigned you',
  'task-completed': 'completed',
  'project-member-added': 'added you to',
}

/** Arrows go from one to the next; Tab reaches them too. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  event.stopPropagation()
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.told-open')]
  const line = (event.target as Element).closest('.told')
  const at = all.findIndex((one) => one.closest('.told') === line)
  all[at + step]?.focus()
}

/** Who closes the panel is where they opened it from. */
function useWayBack() {
  const openId = useOpenTaskId()
  const from = useRef<HTMLElement>(null)
  useEffect(() => {
    if (openId === null) from.current?.focus()
  }, [openId])
  return from
}

/** The notifications as lines: what happened, when, and whether it is read. */
export function InboxList({ inbox }: { inbox: Shown & { items: readonly Item[] } }) {
  const from = useWayBack()
  return (
    <div className="list inbox">
      <ul
        aria-label="Inbox"
        onKeyDown={walk}
        onFocus={({ target }) => {
          from.current = target
        }}
      >
        {inbox.items.map((item) => (
          <Told key={item.id} item={item} mark={inbox.mark} />
        ))}
      </ul>
      {inbox.hasMore ? (
        <Button look="quiet" busy={inbox.asking} onClick={inbox.more}>
          Show earlier
        </Button>
      ) : null}
    </div>
  )
}

function Told({ item, mark }: { item: Item; mark: (id: string, read: boolean) => void }) {
  const { id, kind, byName, title, taskId, projectId, createdAt, readAt } = item
  const openTask = useOpenTask()
  const navigate = useNavigate()
  const moment = useMoment()
  const unread = readAt === null
  const isOpen = useOpenTaskId() === taskId && taskId !== null

  function open() {
    if (unread) mark(id, true)
    if (taskId) openTask(taskId as TaskId)
    else if (projectId) void navigate({ to: '/projects/$projectId', params: { projectId } })
  }

  return (
    <li className={unread ? 'told unread' : 'told'} data-open={isOpen || undefined}>
      <button type="button" className="told-open" onClick={open}>
        <Avatar name={byName} decorative />
        <span className="told-text">
          <span className="told-words">
            {unread ? <span className="visually-hidden">Unread. </span> : null}
            <span dir="auto">{byName}</span> {said[kind]} <b dir="auto">{title}</b>
          </span>
          <time dateTime={createdAt}>{toldAt(createdAt, moment)}</time>
        </span>
      </button>
      <IconButton
        icon={unread ? MailOpen : Mail}
        label={unread ? 'Mark as read' : 'Mark as unread'}
        onClick={() => mark(id, unread)}
      />
    </li>
  )
}
