import { useShell } from '../../shell/shell-state.ts'
import { usePhone } from '../../shell/use-phone.ts'
import { QuickAddSlot } from './quick-add-slot.tsx'

/** The line for a new task over a view that is no list: what is being filled in below stays. */
export function QuickAddOver() {
  const adding = useShell((shell) => shell.adding)
  const phone = usePhone()
  return adding && !phone ? <QuickAddSlot /> : <div className="add-slot" hidden />
}
