import { useCallback, useState } from 'react'

/** Which groups of a list a person has folded, or unfolded, other than they are at first. */
export function useTurned(): [ReadonlySet<string>, (id: string) => void] {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set())
  const turn = useCallback(
    (id: string) =>
      setTurned((before) => {
        const next = new Set(before)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [],
  )
  return [turned, turn]
}
