import { Toast } from '@base-ui/react/toast'
import { Check, CircleAlert } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Keys } from './keys.tsx'
import { type Told, useTold } from './toast.ts'

const visibleFor = 8_000

/** One message at a time at the foot of the window; it waits while it is pointed at or focused. */
export default function Toasts() {
  return (
    <Toast.Provider limit={1} timeout={visibleFor}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const manager = Toast.useToastManager<{ undo?: () => void }>()
  const { add, close } = manager
  const told = useTold((state) => state.told)
  const shown = useRef<string | null>(null)

  useEffect(() => {
    if (!told) return
    if (shown.current) close(shown.current)
    shown.current = add(contentOf(told))
  }, [told, add, close])

  return manager.toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection={['left', 'down']}>
      {toast.type === 'refusal' ? <CircleAlert /> : <Check />}
      <Toast.Description className="toast-text" />
      {toast.data?.undo ? (
        <button
          type="button"
          className="link"
          onClick={() => {
            toast.data?.undo?.()
            close(toast.id)
          }}
        >
          Undo
          <Keys of={['Z']} />
        </button>
      ) : null}
    </Toast.Root>
  ))
}

function contentOf({ text, type, undo, ended }: Told) {
  return {
    type,
    description: text,
    timeout: visibleFor,
    priority: type === 'refusal' ? ('high' as const) : ('low' as const),
    data: undo ? { undo } : {},
    ...(ended && { onClose: ended }),
  }
}
