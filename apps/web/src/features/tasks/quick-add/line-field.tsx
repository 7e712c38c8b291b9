import type { TaskPriority } from '@holdfast/domain'
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Avatar } from '../../../components/avatar.tsx'
import { Keys } from '../../../components/keys.tsx'
import { PriorityGlyph, priorityNames } from '../../../components/priority-glyph.tsx'
import { ProjectSquare } from '../../../components/project-name.tsx'
import type { QuickAddWorld, Token } from './parse-quick-add.ts'
import { insertSuggestion, type Suggestion, suggestionsAt } from './suggest.ts'

interface LineFieldProps {
  text: string
  tokens: readonly Token[]
  world: QuickAddWorld
  tags: readonly string[]
  placeholder: string
  invalid: boolean
  describedBy: string | undefined
  field: (element: HTMLInputElement | null) => void
  onChange: (text: string) => void
  onLines: (lines: string[]) => void
  onAdd: () => void
  onClose: () => void
}

/** The line itself: what is understood is tinted where it stands, and names are suggested. */
export function LineField(props: LineFieldProps) {
  const { text, tokens, world, tags, onChange, onAdd, onClose } = props
  const id = useId()
  const input = useRef<HTMLInputElement | null>(null)
  const mirror = useRef<HTMLDivElement>(null)
  const [caret, setCaret] = useState(text.length)
  const [active, setActive] = useState(0)
  const [dismissed, setDismissed] = useState<number | null>(null)
  const found = suggestionsAt(text, caret, { ...world, tags })
  const shown = found && found.start !== dismissed ? found : null
  const left = useOffsetOf(mirror, shown?.start ?? 0)
  const at = shown ? Math.min(active, shown.options.length - 1) : 0

  function accept(suggestion: Suggestion) {
    if (!shown) return
    const next = insertSuggestion(text, shown, suggestion)
    onChange(next.text)
    setCaret(next.caret)
    setActive(0)
    requestAnimationFrame(() => {
      input.current?.focus()
      input.current?.setSelectionRange(next.caret, next.caret)
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return
    const chosen = shown?.options[at]
    if (shown && event.key === 'ArrowDown') setActive((at + 1) % shown.options.length)
    else if (shown && event.key === 'ArrowUp') {
      setActive((at - 1 + shown.options.length) % shown.options.length)
    } else if (chosen && event.key === 'Tab') accept(chosen)
    else if (shown && event.key === 'Escape') setDismissed(shown.start)
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') onAdd()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  function onPaste(event: ClipboardEvent) {
    const lines = event.clipboardData
      .getData('text')
      .split(/\r?\n/)
      .filter((line) => line.trim())
    if (lines.length < 2) return
    event.preventDefault()
    props.onLines(lines)
  }

  return (
    <div className="quick-add-field">
      <div className="quick-add-mirror" ref={mirror} aria-hidden="true">
        <Tinted text={text} tokens={tokens} />
      </div>
      <input
        ref={(element) => {
          input.current = element
          props.field(element)
        }}
        role="combobox"
        aria-label="New task"
        aria-expanded={shown !== null}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        aria-invalid={props.invalid || undefined}
        aria-describedby={props.describedBy}
        autoComplete="off"
        enterKeyHint="done"
        placeholder={props.placeholder}
        value={text}
        onChange={(event) => {
          onChange(event.target.value)
          setCaret(event.target.selectionStart ?? event.target.value.length)
          setActive(0)
          setDismissed(null)
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
        onScroll={(event) => {
          if (mirror.current) mirror.current.scrollLeft = event.currentTarget.scrollLeft
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {shown ? (
        <div
          className="suggestions"
          role="listbox"
          id={`${id}-list`}
          aria-label="Suggestions"
          style={{ insetInlineStart: `min(${left}px, calc(100% - 14rem))` }}
        >
          {shown.options.map((option, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
            <div
              key={option.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              className="menu-item"
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => accept(option)}
            >
              <SuggestionSign option={option} />
              <span className="option-name">
                {option.kind === 'priority'
                  ? priorityNames[option.id as TaskPriority]
                  : option.name}
              </span>
              {index === at ? <Keys of={['Tab']} /> : null}
            </div>
          ))}
        </div>
      ) : null}
    </div>
  )
}

/** How far from the start of the line its `index`-th letter stands, in px. */
function useOffsetOf(line: RefObject<HTMLElement | null>, index: number): number {
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    if (!line.current) return
    const walker = document.createTreeWalker(line.current, NodeFilter.SHOW_TEXT)
    let left = index
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0
      if (left <= length) {
        const range = document.createRange()
        range.setStart(node, left)
        const from = line.current.getBoundingClientRect()
        const at = range.getBoundingClientRect()
        const rtl = getComputedStyle(line.current).direction === 'rtl'
        setOffset(Math.max(0, rtl ? from.right - at.right : at.left - from.left))
        return
      }
      left -= length
    }
  }, [line, index])
  return offset
}

function SuggestionSign({ option }: { option: Suggestion }) {
  if (option.kind === 'project') return <ProjectSquare id={option.id} />
  if (option.kind === 'assignee') return <Avatar name={option.name} small decorative />
  if (option.kind === 'priority') return <PriorityGlyph priority={option.id as TaskPriority} />
  return <span className="tag">#</span>
}

function Tinted({ text, tokens }: { text: string; tokens: readonly Token[] }) {
  const parts: React.ReactNode[] = []
  let from = 0
  for (const { start, end } of tokens) {
    parts.push(text.slice(from, start), <mark key={start}>{text.slice(start, end)}</mark>)
    from = end
  }
  return [...parts, text.slice(from)]
}
