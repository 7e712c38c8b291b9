import { useSyncStatus } from '@holdfast/client/react'
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

/** The statistics as the server last told them; asked again when what was done here is sent. */
export function useStatistics(): Told {
  const { link, pending } = useSyncStatus()
  const { data, isError, refetch } = useQuery(
    { ...api.stats.dashboard.queryOptions(), refetchInterval: LOOK_AGAIN_AFTER, retry: false },
    queryClient,
  )
  useEffect(() => {
    if (link === 'online' && pending === 0) void refetch()
  }, [link, pending, refetch])
  return { statistics: data, failed: isError, ask: () => void refetch() }
}
