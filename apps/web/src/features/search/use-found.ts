import { useTasks } from '@holdfast/client/react'
import type { Task } from '@holdfast/domain'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, queryClient } from '../../wiring/api.ts'
import { rankOf, wordsOf } from './match.ts'

interface Found {
  /** What this device found, best first, then what only the server knows. */
  tasks: readonly Task[]
  here: number
  more: number
  asking: boolean
  failed: boolean
}

/** No text holds it, so an empty query finds nothing instead of everything. */
const nowhere = '\0'
const enough = 2
const staleAfter = 30_000

/** Everything that the query finds here and there, each task once. */
export function useFound(query: string): Found {
  const here = useTasks(useMemo(() => ({ text: query || nowhere }), [query]))
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
    const words = wordsOf(query)
    const local = here
      .map((task) => ({ task, rank: rankOf(task, query, words) }))
      .sort((a, b) => a.rank - b.rank || (a.task.updatedAt < b.task.updatedAt ? 1 : -1))
      .map(({ task }) => task)
    const known = new Set(local.map(({ id }) => id))
    const more = (data?.items ?? []).filter(({ id, deletedAt }) => !known.has(id) && !deletedAt)
    return {
      tasks: [...local, ...more],
      here: local.length,
      more: more.length,
      asking: isFetching,
      failed: isError,
    }
  }, [here, data, query, isFetching, isError])
}
