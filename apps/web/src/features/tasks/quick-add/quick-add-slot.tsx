import { useProject } from '@holdfast/client/react'
import { type ProjectId, projectDeeds } from '@holdfast/domain'
import { useParams } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Keys } from '../../../components/keys.tsx'
import { useRole } from '../../projects/use-abilities.ts'
import { showQuickAdd, useShell } from '../../shell/shell-state.ts'
import { usePhone } from '../../shell/use-phone.ts'

const QuickAdd = lazy(() => import('./quick-add.tsx').then((all) => ({ default: all.QuickAdd })))

/** Where nothing can be added to the project whose list is open, it says so instead of a line. */
export function QuickAddSlot() {
  const { projectId } = useParams({ strict: false })
  const id = (projectId ?? '') as ProjectId
  const reads = !projectDeeds[useRole(id)].add
  const archived = useProject(id)?.status === 'archived'
  const closed = reads || archived
  useEffect(() => {
    // A line that stays open without a place would swallow every key.
    if (closed) showQuickAdd(false)
  }, [closed])
  if (!closed) return <OpenSlot />
  if (!reads) return null
  return <p className="ps-[calc(2.5rem+2px)] pb-2 text-ink-3">You can read this project.</p>
}

/** The place of the line for a new task at the head of a list. On a phone it is a sheet instead. */
function OpenSlot() {
  const adding = useShell((shell) => shell.adding)
  const phone = usePhone()
  const field = useRef<HTMLInputElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)

  useEffect(() => {
    if (adding) field.current?.focus()
    else if (wasOpen.current) button.current?.focus()
    wasOpen.current = adding
  }, [adding])

  const closed = (
    <button ref={button} type="button" className="add-row" onClick={() => showQuickAdd(true)}>
      <Plus />
      <span>New task</span>
      <Keys of={['Q']} />
    </button>
  )
  if (!adding || phone) return <div className="add-slot">{closed}</div>
  return (
    <Suspense fallback={<div className="add-slot">{closed}</div>}>
      <QuickAdd
        field={(element) => {
          // Only a new line takes the focus; one that is drawn again leaves it where it is.
          if (!element || element === field.current) return
          field.current = element
          element.focus()
        }}
        onClose={() => showQuickAdd(false)}
      />
    </Suspense>
  )
}
