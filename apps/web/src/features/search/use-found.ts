import { useSearch } from '@holdfast/client/react/search'
import type { Task } from '@holdfast/domain'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, queryClient } from '../../wiring/api.ts'

interface Found {
  /** What this device found, best first, then what only the server knows. */
  tasks: readonly Task[]
  here: number
  more: number
  /** This device has not said anything about the query yet. */
  waiting: boolean
  /** This device has not read everything yet. */
  reading: boolean
  asking: boolean
  failed: boolean
}

const enough = 2
const staleAfter = 30_000

/** Everything that the query finds here and there, each task once. */
export function useFound(query: string): Found {
  const here = useSearch(useMemo(() => ({ text: query }), [query]))
  const { data, isFetching, isError } = useQuery(
    {
      ...api.tasks.search.queryOptions({ query }),
      enabled: query.length >= enough,
      staleTime: staleAfter,
      retry: false,
    },
    queryClient,
  )
  return useMemo(() => {
    const known = new Set(here.tasks.map(({ id }) => id))
    const more = (data?.items ?? []).filter(({ id, deletedAt }) => !known.has(id) && !deletedAt)
    return {
      tasks: more.length > 0 ? [...here.tasks, ...more] : here.tasks,
      here: here.tasks.length,
      more: more.length,
      waiting: !here.isAnswered,
      reading: !here.isComplete,
      asking: isFetching,
      failed: isError,
    }
  }, [here, data, isFetching, isError])
}
