import type { Device, Issue, Refusal, SyncStatus } from '@holdfast/client'
import { useIssues, useSyncStatus } from '@holdfast/client/react'
import { useMemo } from 'react'
import { create } from 'zustand'
import { tell } from '../../components/toast.ts'

/** Refused changes that go when the chance to undo is over. A closed page keeps them. */
const useDiscarded = create<{ ids: ReadonlySet<number> }>()(() => ({ ids: new Set() }))

const put = (id: number, discarded: boolean): void =>
  useDiscarded.setState(({ ids }) => {
    const next = new Set(ids)
    if (discarded) next.add(id)
    else next.delete(id)
    return { ids: next }
  })

/** Takes a refused change off the list at once, and for good when the toast that offers undo ends. */
export function discardLater(device: Device, { id }: Refusal): void {
  put(id, true)
  tell({
    text: 'Change discarded',
    undo: () => put(id, false),
    ended: () => {
      if (useDiscarded.getState().ids.has(id))
        void device.discardIssue(id).finally(() => put(id, false))
    },
  })
}

/** The issues that a person has yet to decide. */
export function useOpenIssues(): readonly Issue[] {
  const issues = useIssues()
  const ids = useDiscarded((state) => state.ids)
  return useMemo(
    () => issues.filter((issue) => typeof issue.id !== 'number' || !ids.has(issue.id)),
    [issues, ids],
  )
}

/** The state of sync, in which what was discarded counts no more. */
export function useShownStatus(): SyncStatus {
  const status = useSyncStatus()
  const issues = useOpenIssues().length
  return useMemo(() => ({ ...status, issues }), [status, issues])
}
