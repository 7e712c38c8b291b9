import { useCallback, useState } from 'react'
import type { Line } from './lines.ts'

/** The likely height of a line in px, from the tokens in force; what is drawn is measured. */
export function useRowSizes(): (kind: Line['kind']) => number {
  const [sizes] = useState(() => {
    const style = getComputedStyle(document.documentElement)
    const rem = Number.parseFloat(style.fontSize) || 16
    const read = (token: string) => (Number.parseFloat(style.getPropertyValue(token)) || 0) * rem
    return { task: read('--row') || 38, gap: read('--gap-group') || 20, group: 2.25 * rem }
  })
  return useCallback((kind) => sizes[kind], [sizes])
}
