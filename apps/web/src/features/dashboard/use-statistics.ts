import { useCounts, useSyncStatus } from '@holdfast/client/react'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, queryClient } from '../../wiring/api.ts'
import type { Statistics } from './statistics.ts'

const LOOK_AGAIN_AFTER = 60_000

interface Told {
  statistics: Statistics | undefined
  /** The server did not answer the last time. */
  failed: boolean
  ask: () => void
}

/** Several changes often come together. */
const SETTLED_AFTER = 300

/**
 * The statistics as the server last told them; asked again when what was done here is sent, and when
 * others' work arrives.
 */
export function useStatistics(): Told {
  const { link, pending } = useSyncStatus()
  const { data, isError, refetch } = useQuery(
    { ...api.stats.dashboard.queryOptions(), refetchInterval: LOOK_AGAIN_AFTER, retry: false },
    queryClient,
  )
  const counts = useCounts()
  useEffect(() => {
    if (link !== 'online' || pending > 0 || !counts) return
    const timer = setTimeout(() => void refetch(), SETTLED_AFTER)
    return () => clearTimeout(timer)
  }, [link, pending, counts, refetch])
  return { statistics: data, failed: isError, ask: () => void refetch() }
}
