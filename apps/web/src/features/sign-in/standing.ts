import { useQuery } from '@tanstack/react-query'
import { api, queryClient } from '../../wiring/api.ts'

/** Who may register at this server, and whether it sends mail; undefined while nobody knows. */
export function useStanding() {
  const { data, isPending } = useQuery(
    { ...api.auth.standing.queryOptions(), retry: false, staleTime: 0 },
    queryClient,
  )
  return { standing: data, asking: isPending }
}
