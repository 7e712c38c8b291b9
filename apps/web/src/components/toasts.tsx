import { Toast } from '@base-ui/react/toast'
import { Check, CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Keys } from './keys.tsx'

const manager = Toast.createToastManager()
const visibleFor = 8_000

interface Told {
  text: ReactNode
  undo?: () => void
}

/** Says what was done, for 8 s, with a way back. A new one takes the place of the last. */
export function tell({ text, undo }: Told): void {
  const id = manager.add({
    description: text,
    timeout: visibleFor,
    type: 'done',
    ...(undo && {
      actionProps: {
        onClick: () => {
          undo()
          manager.close(id)
        },
      },
    }),
  })
}

/** Says what was refused, what was kept and what to do. Read out at once. */
export function tellRefusal(text: ReactNode): void {
  manager.add({ description: text, timeout: visibleFor, type: 'refusal', priority: 'high' })
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection={['left', 'down']}>
      {toast.type === 'refusal' ? <CircleAlert /> : <Check />}
      <Toast.Description className="toast-text" />
      {toast.actionProps ? (
        <Toast.Action className="link">
          Undo
          <Keys of={['Z']} />
        </Toast.Action>
      ) : null}
    </Toast.Root>
  ))
}

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={1} timeout={visibleFor}>
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}
