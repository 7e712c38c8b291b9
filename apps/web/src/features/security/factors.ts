import { useQuery } from '@tanstack/react-query'
import { api, queryClient } from '../../wiring/api.ts'

/** What else than the password proves that it is the person. */
export function useFactors() {
  return useQuery({ ...api.factors.list.queryOptions(), retry: false }, queryClient)
}

export const refreshFactors = () => queryClient.invalidateQueries(api.factors.pathFilter())
