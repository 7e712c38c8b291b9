import { CircleAlert } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Keys } from '../../../components/keys.tsx'
import { StatusGlyph } from '../../../components/status-glyph.tsx'
import { setLineShown } from '../../shell/shell-state.ts'
import { useMoment } from '../moment.tsx'
import { LineField } from './line-field.tsx'
import { parseQuickAdd, type Token } from './parse-quick-add.ts'
import './quick-add.css'
import { setDraft, takeTokenBack, useLineText } from './quick-add-draft.ts'
import { TokenChip } from './token-chip.tsx'
import { useAddTasks } from './use-add-tasks.ts'
import { useQuickAddWorld, useTags } from './use-quick-add-world.ts'

interface QuickAddProps {
  field?: (element: HTMLInputElement | null) => void
  onClose: () => void
  /** Where the line does not stay open for the next one. */
  onAdded?: () => void
  placeholder?: string
  /** Stands under the line in place of the button, such as the tools of a phone. */
  actions?: (add: () => void) => ReactNode
  /** Says how to close; left out where the line always stands open. */
  closable?: boolean
}

/** One line that makes a task, with everything it says about itself. */
export function QuickAdd(props: QuickAddProps) {
  const { onClose, onAdded, actions, closable = true } = props
  const { placeholder = 'Pay rent tomorrow 9am #home !high /household' } = props
  const text = useLineText()
  const world = useQuickAddWorld()
  const tags = useTags()
  const moment = useMoment()
  const addTasks = useAddTasks()
  const [error, setError] = useState<string | null>(null)
  const errorId = useId()
  const field = useRef<HTMLInputElement | null>(null)
  const { tokens } = parseQuickAdd(text, world)
  // At once with the line: what is typed in the meantime would be nobody's.
  useLayoutEffect(() => {
    setLineShown(true)
    return () => setLineShown(false)
  }, [])

  function add(lines: readonly string[]) {
    if (lines.every((line) => line.trim() === '')) {
      field.current?.focus()
      return
    }
    const problem = addTasks(lines, world)
    setError(problem)
    if (problem === null) setDraft('')
    if (problem === null && onAdded) onAdded()
    else field.current?.focus()
  }

  function remove(token: Token) {
    if (token.kind === 'due' || token.kind === 'new-project') takeTokenBack(token.text)
    else setDraft(without(text, token))
    field.current?.focus()
  }

  return (
    <div className="quick-add" role="group" aria-label="New task">
      <div className="quick-add-line">
        <StatusGlyph status="todo" />
        <LineField
          text={text}
          tokens={tokens}
          world={world}
          tags={tags}
          placeholder={placeholder}
          invalid={error !== null}
          describedBy={error ? errorId : undefined}
          field={(element) => {
            field.current = element
            props.field?.(element)
          }}
          onChange={(next) => {
            setDraft(next)
            setError(null)
          }}
          onLines={add}
          onAdd={() => add([text])}
          onClose={onClose}
        />
      </div>
      {error ? (
        <p className="field-error quick-add-error" id={errorId} role="alert">
          <CircleAlert />
          <span>{error}</span>
        </p>
      ) : null}
      <div className="quick-add-chips">
        {tokens.map((token) => (
          <TokenChip
            key={`${token.kind}-${token.start}`}
            token={token}
            moment={moment}
            onRemove={() => remove(token)}
          />
        ))}
        {actions ? null : (
          <span className="quick-add-end">
            {closable ? (
              <>
                <Keys of={['Esc']} />
                <span className="hint">close, draft kept</span>
              </>
            ) : null}
            <Button look="primary" keys={['Enter']} onClick={() => add([text])}>
              Add task
            </Button>
          </span>
        )}
      </div>
      {actions?.(() => add([text]))}
    </div>
  )
}

function without(text: string, { start, end }: Token): string {
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trimStart()
}
