import { useQuery } from '@tanstack/react-query'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'

/** Who may register at this server, and whether it sends mail; undefined while nobody knows. */
export function useStanding() {
  const { data, isPending } = useQuery(
    {
      queryKey: api.auth.standing.queryKey(),
      queryFn: () => currentWiring().accounts.auth.standing.query(),
      retry: false,
      staleTime: 0,
    },
    queryClient,
  )
  return { standing: data, asking: isPending }
}
