import { Calendar, Flag, Folder, Hash, type LucideIcon, User } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../../../components/button.tsx'
import { Sheet } from '../../../components/dialog.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { showQuickAdd, useShell } from '../../shell/shell-state.ts'
import { QuickAdd } from './quick-add.tsx'
import { setDraft, useDraft } from './quick-add-draft.ts'

const tools: readonly { icon: LucideIcon; label: string; mark: string }[] = [
  { icon: Calendar, label: 'Due', mark: 'today' },
  { icon: Flag, label: 'Priority', mark: '!' },
  { icon: Hash, label: 'Tag', mark: '#' },
  { icon: User, label: 'Assignee', mark: '@' },
  { icon: Folder, label: 'Project', mark: '/' },
]

/** The line for a new task on a phone: from the foot, with a key for each mark. */
export function PhoneQuickAdd() {
  const open = useShell((shell) => shell.adding)
  const field = useRef<HTMLInputElement | null>(null)
  const close = () => showQuickAdd(false)

  function write(mark: string) {
    const { text } = useDraft.getState()
    setDraft(text === '' || text.endsWith(' ') ? text + mark : `${text} ${mark}`)
    field.current?.focus()
  }

  return (
    <Sheet open={open} onClose={close} title="New task">
      <QuickAdd
        field={(element) => {
          field.current = element
        }}
        onClose={close}
        onAdded={close}
        placeholder="Pay rent tomorrow 9am !high"
        actions={(add) => (
          <div className="quick-add-tools">
            {tools.map(({ icon, label, mark }) => (
              <IconButton key={label} icon={icon} label={label} onClick={() => write(mark)} />
            ))}
            <span className="panel-space" />
            <Button look="primary" onClick={add}>
              Add task
            </Button>
          </div>
        )}
      />
    </Sheet>
  )
}
