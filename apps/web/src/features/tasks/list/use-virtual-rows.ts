import type { TaskId } from '@holdfast/domain'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useMemo, useRef } from 'react'
import { useListState } from '../list-state.ts'
import type { Lines } from './lines.ts'
import { useRowSizes } from './use-row-sizes.ts'

/** What hides rows at the edges of the list, in px: the heading above, the bar of a selection below. */
const headHeight = 36
const barHeight = 88

/**
 * Which lines are drawn and where, and how a row gets the focus wherever it is.
 * @param lines only where they stand counts: the same object for as long as that is the same
 */
export function useVirtualRows(lines: Lines, scroller: RefObject<HTMLDivElement | null>) {
  const cursor = useListState((state) => state.cursor)
  const cursorAt = useMemo(() => lines.indexOf(cursor), [lines, cursor])
  const sizeOf = useRowSizes()
  const sticky = useRef(0)
  const virtualizer = useVirtualizer({
    count: lines.count,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => lines.keyAt(index), [lines]),
    estimateSize: (index) => sizeOf(lines.kindAt(index)),
    overscan: 12,
    scrollPaddingStart: headHeight,
    scrollPaddingEnd: barHeight,
    // Beside what is in view, the heading that it stands under is drawn, and the row with the cursor
    // wherever the list is scrolled to, or Tab would not find it.
    rangeExtractor: useCallback(
      (range: Range) => {
        sticky.current = lines.headOf(range.startIndex)
        const drawn = new Set([...defaultRangeExtractor(range), sticky.current])
        if (cursorAt >= 0) drawn.add(cursorAt)
        return [...drawn].sort((a, b) => a - b)
      },
      [lines, cursorAt],
    ),
  })
  const focusRow = useCallback(
    (id: TaskId) => {
      virtualizer.scrollToIndex(lines.indexOf(id), { align: 'auto' })
      const focus = () => document.getElementById(`row-${id}`)?.focus({ preventScroll: true })
      if (document.getElementById(`row-${id}`)) focus()
      else requestAnimationFrame(focus)
    },
    [lines, virtualizer],
  )
  return { virtualizer, focusRow, stickyAt: () => sticky.current }
}
