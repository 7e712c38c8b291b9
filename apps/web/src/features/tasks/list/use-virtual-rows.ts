import type { TaskId } from '@holdfast/domain'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useRef } from 'react'
import { useListState } from '../list-state.ts'
import type { ListItem } from './list-items.ts'
import { useRowSizes } from './use-row-sizes.ts'

/** What hides rows at the edges of the list, in px: the heading above, the bar of a selection below. */
const headHeight = 36
const barHeight = 88

/** Which lines are drawn and where, and how a row gets the focus wherever it is. */
export function useVirtualRows(
  items: readonly ListItem[],
  scroller: RefObject<HTMLDivElement | null>,
) {
  const cursor = useListState((state) => state.cursor)
  const cursorAt = items.findIndex((item) => item.key === cursor)
  const sizeOf = useRowSizes()
  const sticky = useRef(0)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => sizeOf(items[index]?.kind ?? 'task'),
    overscan: 12,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: barHeight,
    // Beside what is in view, the heading that it stands under is drawn, and the row with the cursor
    // wherever the list is scrolled to, or Tab would not find it.
    rangeExtractor: useCallback(
      (range: Range) => {
        const head = items.findLastIndex(
          ({ kind }, index) => kind === 'group' && index <= range.startIndex,
        )
        sticky.current = Math.max(0, head)
        const drawn = new Set([...defaultRangeExtractor(range), sticky.current])
        if (cursorAt >= 0) drawn.add(cursorAt)
        return [...drawn].sort((a, b) => a - b)
      },
      [items, cursorAt],
    ),
  })
  const focusRow = useCallback(
    (id: TaskId) => {
      virtualizer.scrollToIndex(
        items.findIndex(({ key }) => key === id),
        { align: 'auto' },
      )
      const focus = () => document.getElementById(`row-${id}`)?.focus({ preventScroll: true })
      if (document.getElementById(`row-${id}`)) focus()
      else requestAnimationFrame(focus)
    },
    [items, virtualizer],
  )
  return { virtualizer, focusRow, stickyAt: () => sticky.current }
}
