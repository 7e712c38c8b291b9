import { usePeople, useProjects } from '@holdfast/client/react'
import { wordsOf } from '@holdfast/client/search'
import type { Task } from '@holdfast/domain'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useMemo } from 'react'
import { useOpenTask, useOpenTaskId } from '../tasks/action-context.tsx'
import { useMoment } from '../tasks/moment.tsx'
import { Hit } from './hit.tsx'

interface HitsProps {
  tasks: readonly Task[]
  /** What was looked for. */
  asked: string
  scroller: RefObject<HTMLDivElement | null>
}

/** The likely height of a hit in px; what is drawn is measured. */
const likely = 56

/** What was found. Only the hits in view are drawn, so that any number of them scrolls. */
export function Hits({ tasks, asked, scroller }: HitsProps) {
  const open = useOpenTask()
  const openId = useOpenTaskId()
  const people = usePeople()
  const projects = useProjects()
  const moment = useMoment()
  const words = useMemo(() => wordsOf(asked), [asked])
  const names = useMemo(() => new Map(projects.map(({ id, name }) => [id, name])), [projects])
  const virtualizer = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => tasks[index]?.id ?? index,
    estimateSize: () => likely,
    overscan: 12,
  })

  function move(event: KeyboardEvent<HTMLUListElement>) {
    const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key]
    const focused = document.activeElement?.closest<HTMLElement>('[data-index]')
    if (!step || !focused) return
    event.preventDefault()
    event.stopPropagation()
    const index = Number(focused.dataset.index) + step
    const next = tasks[index]
    if (next) {
      virtualizer.scrollToIndex(index, { align: 'auto' })
      document.getElementById(`row-${next.id}`)?.focus({ preventScroll: true })
    } else if (index < 0) document.querySelector<HTMLElement>('.search-box input')?.focus()
  }

  return (
    <ul className="hits" style={{ blockSize: virtualizer.getTotalSize() }} onKeyDown={move}>
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const task = tasks[index]
        if (!task) return null
        return (
          <li
            key={task.id}
            ref={virtualizer.measureElement}
            data-index={index}
            aria-setsize={tasks.length}
            aria-posinset={index + 1}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Hit
              task={task}
              words={words}
              moment={moment}
              open={openId === task.id}
              project={(task.projectId && names.get(task.projectId)) ?? null}
              assignee={(task.assignedTo && people.get(task.assignedTo)?.displayName) ?? null}
              onOpen={open}
            />
          </li>
        )
      })}
    </ul>
  )
}
