import { useQuery } from '@tanstack/react-query'
import { api, queryClient } from '../../wiring/api.ts'

const MINUTE = 60_000

/** Does this person look after accounts? Undefined while the server has not said. */
export function useIsAdmin(): boolean | undefined {
  const { data } = useQuery(
    { ...api.users.me.queryOptions(), retry: false, staleTime: MINUTE },
    queryClient,
  )
  return data?.admin
}
