import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { useRequest } from '../sign-in/use-request.ts'
import { Line } from './section.tsx'

interface ConfirmLineProps {
  icon: LucideIcon
  title: string
  mark?: { text: string; look: 'ok' | 'warn' } | null
  note: string
  /** What the button does, as a word, and in whole for who does not see the line. */
  act: string
  actInWhole: string
  /** What comes of it, before it is done: undo cannot mend it. */
  question: string
  onConfirm: () => Promise<void>
  children?: ReactNode
}

/** A line whose deed is asked about in place. */
export function ConfirmLine(props: ConfirmLineProps) {
  const { icon, title, mark = null, note, act, actInWhole, question, onConfirm, children } = props
  const [asking, setAsking] = useState(false)
  const { busy, run, problem } = useRequest()
  const cancel = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (asking) cancel.current?.focus()
  }, [asking])

  if (!asking)
    return (
      <Line icon={icon} title={title} mark={mark} note={note}>
        {children}
        <Button size="small" aria-label={actInWhole} onClick={() => setAsking(true)}>
          {act}
        </Button>
      </Line>
    )
  return (
    <Line icon={icon} title={title} mark={mark} note={problem?.text ?? question} confirming>
      <Button size="small" look="quiet" ref={cancel} onClick={() => setAsking(false)}>
        Cancel
      </Button>
      <Button
        size="small"
        look="destroys"
        busy={busy}
        aria-label={actInWhole}
        onClick={() =>
          void run(async () => {
            await onConfirm()
            setAsking(false)
          })
        }
      >
        {act}
      </Button>
    </Line>
  )
}
