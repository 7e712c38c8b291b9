import { useMe, useSyncStatus } from '@holdfast/client/react'
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'

const refresh = () => queryClient.invalidateQueries(api.notifications.pathFilter())

/** A notification makes the account newer, and that comes by sync: then the server is asked again. */
function useNews(): void {
  const version = useMe()?.version
  const offline = useSyncStatus().link === 'offline'
  useEffect(() => {
    if (version !== undefined && !offline) void refresh()
  }, [version, offline])
}

/** How many notifications are unread; 0 while nobody knows. */
export function useUnread(): number {
  useNews()
  const { data } = useQuery(
    { ...api.notifications.unreadCount.queryOptions(), retry: false, staleTime: Infinity },
    queryClient,
  )
  return data?.count ?? 0
}

/** More than a person takes in at a glance is `99+`. */
export const unreadText = (unread: number): string => (unread > 99 ? '99+' : String(unread))

/** The inbox as far as it was asked for, and what can be done with it. */
export function useInbox() {
  useNews()
  const pages = useInfiniteQuery(
    {
      queryKey: api.notifications.list.infiniteQueryKey(),
      queryFn: ({ pageParam: cursor }) => currentWiring().api.notifications.list.query({ cursor }),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      retry: false,
    },
    queryClient,
  )
  const marked = { onSettled: refresh }
  const mark = useMutation(
    { ...api.notifications.markRead.mutationOptions(), ...marked },
    queryClient,
  )
  const markAll = useMutation(
    { ...api.notifications.markAllRead.mutationOptions(), ...marked },
    queryClient,
  )
  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    failed: pages.isError,
    asking: pages.isFetching,
    askAgain: () => void pages.refetch(),
    hasMore: pages.hasNextPage,
    more: () => void pages.fetchNextPage(),
    mark: (id: string, read: boolean) => mark.mutate({ ids: [id], read }),
    markAll: (upTo: string) => markAll.mutate({ upTo }),
    refused: mark.isError || markAll.isError,
  }
}
