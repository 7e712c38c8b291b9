import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { queryClient } from '../../wiring/api.ts'

interface Page<Item> {
  items: Item[]
  nextCursor: string | null
}

/** A list of the server as far as it was asked for; the last one stays in sight while another comes. */
export function usePages<Item, Whole extends Page<Item>>(
  key: readonly unknown[],
  ask: (cursor: string | null) => Promise<Whole & Page<Item>>,
) {
  const query = useInfiniteQuery(
    {
      queryKey: key,
      queryFn: ({ pageParam }) => ask(pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
      placeholderData: keepPreviousData,
      retry: false,
    },
    queryClient,
  )
  return {
    first: query.data?.pages[0],
    items: query.data?.pages.flatMap(({ items }) => items),
    /** What is in sight answers an earlier question. */
    stale: query.isPlaceholderData,
    failed: query.isError,
    asking: query.isFetching,
    askAgain: () => void query.refetch(),
    hasMore: query.hasNextPage,
    more: () => void query.fetchNextPage(),
  }
}
