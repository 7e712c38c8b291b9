import { Plus } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Keys } from '../../../components/keys.tsx'
import { showQuickAdd, useShell } from '../../shell/shell-state.ts'
import { usePhone } from '../../shell/use-phone.ts'

const QuickAdd = lazy(() => import('./quick-add.tsx').then((all) => ({ default: all.QuickAdd })))

/** The place of the line for a new task at the head of a list. On a phone it is a sheet instead. */
export function QuickAddSlot() {
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
          if (element && element !== field.current) element.focus()
          field.current = element
        }}
        onClose={() => showQuickAdd(false)}
      />
    </Suspense>
  )
}
