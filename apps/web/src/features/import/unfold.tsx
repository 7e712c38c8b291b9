import { useState } from 'react'

/** Shows the first things and holds the rest back until asked. */
export function useFolded<T>(all: readonly T[], first: readonly T[]) {
  const [open, setOpen] = useState(first.length === 0)
  const rest = all.filter((item) => !first.includes(item))
  return {
    shown: open ? [...first, ...rest] : first,
    hidden: open ? 0 : rest.length,
    onOpen: () => setOpen(true),
  }
}

interface UnfoldProps {
  hidden: number
  onOpen: () => void
  text: string
}

export function Unfold({ hidden, onOpen, text }: UnfoldProps) {
  if (hidden === 0) return null
  return (
    <button type="button" className="link plain import-more" onClick={onOpen}>
      {text}
    </button>
  )
}
