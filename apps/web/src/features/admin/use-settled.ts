import { useEffect, useState } from 'react'

/** In ms: letters that come faster are asked for together. */
const SETTLED_AFTER = 150

/** What is typed, once it stays a moment; an emptied field counts at once. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === '' ? 0 : SETTLED_AFTER)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
