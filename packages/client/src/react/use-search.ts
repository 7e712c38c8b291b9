import { useEffect, useMemo, useRef, useState } from 'react'
import { queryKey } from '../queries/task-query.ts'
import { type SearchAnswer, UNANSWERED } from '../search/live-search.ts'
import type { TextQuery, TextSearch } from '../search/text-search.ts'
import { useDevice } from './device-context.ts'
import { useLive } from './use-live.ts'

const nothing = { get: () => UNANSWERED, subscribe: () => () => undefined }

/**
 * What a search finds on this device, kept up. Until a new query is answered, the tasks are still
 * those of the one before, so that nothing flickers as one types.
 */
export const useSearch = (query: TextQuery): SearchAnswer => {
  const device = useDevice()
  const [search, setSearch] = useState<TextSearch | null>(null)
  useEffect(() => {
    let isCurrent = true
    void device.search().then((one) => isCurrent && setSearch(one))
    return () => {
      isCurrent = false
    }
  }, [device])
  const key = queryKey(query)
  const live = useMemo(() => search?.tasks(JSON.parse(key) as TextQuery) ?? nothing, [search, key])
  const answer = useLive(live)
  const last = useRef(answer)
  if (answer.isAnswered) last.current = answer
  return useMemo(
    () => (answer.isAnswered ? answer : { ...answer, tasks: last.current.tasks }),
    [answer],
  )
}
