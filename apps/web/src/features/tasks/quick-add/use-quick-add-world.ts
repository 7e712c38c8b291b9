import { usePeople, useProjects, useTagCounts } from '@holdfast/client/react'
import type { Tag } from '@holdfast/domain'
import { useEffect, useMemo, useState } from 'react'
import type { FoundDue } from '../due/find-due.ts'
import { useMoment } from '../moment.tsx'
import type { QuickAddWorld } from './parse-quick-add.ts'
import { useDraft } from './quick-add-draft.ts'

type FindDue = (text: string, now: Date, timeZone: string, locale: string) => FoundDue | null

/** The words of dates are a large part of the app and come after the first paint. */
export function useFindDue(): ((text: string) => FoundDue | null) | null {
  const { now, timeZone, locale } = useMoment()
  const [find, setFind] = useState<FindDue | null>(null)
  useEffect(() => {
    let gone = false
    void import('../due/find-due.ts').then(({ findDue }) => {
      if (!gone) setFind(() => findDue)
    })
    return () => {
      gone = true
    }
  }, [])
  return useMemo(
    () => (find ? (text: string) => find(text, now, timeZone, locale) : null),
    [find, now, timeZone, locale],
  )
}

/** Every tag in use on this device, most used first. */
export function useTags(): Tag[] {
  const counts = useTagCounts()
  return useMemo(() => [...counts].sort((a, b) => b[1] - a[1]).map(([tag]) => tag), [counts])
}

/** What a line can name: projects that take work, people, dates. */
export function useQuickAddWorld(): QuickAddWorld {
  const projects = useProjects()
  const people = usePeople()
  const findDue = useFindDue()
  const plain = useDraft((draft) => draft.plain)
  return useMemo(
    () => ({
      projects: projects.filter(({ status }) => status === 'active'),
      people: [...people].map(([id, { displayName }]) => ({ id, name: displayName })),
      findDue,
      plain,
    }),
    [projects, people, findDue, plain],
  )
}
