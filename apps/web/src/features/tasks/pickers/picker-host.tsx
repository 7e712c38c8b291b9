import { Popover } from '../../../components/popover.tsx'
import { closePicker, type PickerKind, useListState } from '../list-state.ts'
import { AssigneePicker } from './assignee-picker.tsx'
import { DuePicker } from './due-picker.tsx'
import { takeKeys } from './keys-ahead.ts'
import { PriorityPicker } from './priority-picker.tsx'
import { ProjectPicker } from './project-picker.tsx'
import { StatusPicker } from './status-picker.tsx'
import { TagsPicker } from './tags-picker.tsx'

const pickers: Record<PickerKind, { name: string; Picker: typeof StatusPicker }> = {
  status: { name: 'Status', Picker: StatusPicker },
  priority: { name: 'Priority', Picker: PriorityPicker },
  due: { name: 'Due', Picker: DuePicker },
  assignee: { name: 'Assignee', Picker: AssigneePicker },
  project: { name: 'Project', Picker: ProjectPicker },
  tags: { name: 'Tags', Picker: TagsPicker },
}

/** The one place where a value of tasks is picked, whoever asked for it: a key, a bar, the panel. */
export default function PickerHost() {
  const picker = useListState((state) => state.picker)
  if (!picker) return null
  const { name, Picker } = pickers[picker.kind]
  return (
    <Popover
      label={name}
      open
      anchor={picker.anchor}
      finalFocus={() => focusAfter(picker.anchor)}
      onOpenChange={(open) => {
        if (!open) closePicker()
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: hears when the field within has the focus */}
      <div
        onFocus={({ target }) => {
          if (target instanceof HTMLInputElement) void takeKeys(target)
        }}
      >
        <Picker tasks={picker.tasks} />
      </div>
    </Popover>
  )
}

/** The button that asked, where it is still there; else the panel it stood in, or the row under the cursor. */
function focusAfter(anchor: Element): HTMLElement | null {
  if (anchor instanceof HTMLButtonElement && anchor.isConnected) return anchor
  const heading = anchor.closest('.panel')?.querySelector<HTMLElement>('h2')
  if (heading) return heading
  return document.getElementById(`row-${useListState.getState().cursor}`)
}
