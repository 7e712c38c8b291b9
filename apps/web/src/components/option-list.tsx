import { Check } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'

export interface Option {
  id: string
  name: string
  icon?: ReactNode
  note?: string
  /** Several options may be chosen at once; this one is, on all or on some of what is edited. */
  chosen?: boolean | 'some'
}

interface OptionListProps {
  label: string
  options: readonly Option[]
  onChoose: (id: string) => void
  /** Shows a field that narrows the options; Enter then chooses the first. */
  filter?: string
  /** Offers what was typed as a new option. */
  create?: { name: (typed: string) => string; onCreate: (typed: string) => void }
  none?: string
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** A list of options that is worked with the arrows while the field keeps the focus. */
export function OptionList({
  label,
  options,
  onChoose,
  filter,
  create,
  none = 'Nothing by that name.',
}: OptionListProps) {
  const id = useId()
  const [typed, setTyped] = useState('')
  const wanted = fold(typed.trim())
  const shown = options.filter(({ name }) => fold(name).includes(wanted))
  const isNew = create && wanted !== '' && !options.some(({ name }) => fold(name) === wanted)
  const initial = Math.max(
    0,
    options.findIndex(({ chosen }) => chosen === true),
  )
  const [active, setActive] = useState(filter ? 0 : initial)
  const count = shown.length + (isNew ? 1 : 0)
  const at = Math.min(active, count - 1)
  const optionId = (index: number) => `${id}-${index}`

  function choose(index: number) {
    const option = shown[index]
    if (option) onChoose(option.id)
    else if (isNew && index === shown.length) create.onCreate(typed.trim())
    else return
    setTyped('')
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setActive(count === 0 ? 0 : (at + step + count) % count)
    else if (event.key === 'Home' && !filter) setActive(0)
    else if (event.key === 'End' && !filter) setActive(count - 1)
    else if (event.key === 'Enter' || (event.key === ' ' && !filter)) choose(at)
    else return
    event.preventDefault()
  }

  const shared = {
    'aria-activedescendant': count > 0 ? optionId(at) : undefined,
    'aria-label': label,
    onKeyDown,
  }
  return (
    <div className="picker">
      {filter ? (
        <div className="picker-filter">
          <input
            {...shared}
            role="combobox"
            aria-expanded="true"
            aria-controls={id}
            aria-autocomplete="list"
            placeholder={filter}
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value)
              setActive(0)
            }}
          />
        </div>
      ) : null}
      <div
        className="picker-list"
        role="listbox"
        id={id}
        aria-label={label}
        {...(filter ? { tabIndex: -1 } : { ...shared, tabIndex: 0 })}
      >
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field or the list handles the keys
          <div
            className="menu-item"
            role="option"
            tabIndex={-1}
            id={optionId(index)}
            key={option.id}
            aria-selected={index === at}
            aria-checked={option.chosen === 'some' ? 'mixed' : option.chosen}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(index)}
          >
            {option.icon}
            <span className="option-name">{option.name}</span>
            {option.note ? <span className="option-note">{option.note}</span> : null}
            {option.chosen ? (
              <span className="option-note">
                {option.chosen === 'some' ? 'some' : <Check aria-label="chosen" />}
              </span>
            ) : null}
          </div>
        ))}
        {isNew ? (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            className="menu-item"
            role="option"
            tabIndex={-1}
            id={optionId(shown.length)}
            aria-selected={at === shown.length}
            onPointerMove={() => setActive(shown.length)}
            onClick={() => choose(shown.length)}
          >
            <span className="option-name">{create.name(typed.trim())}</span>
          </div>
        ) : null}
        {count === 0 ? <p className="picker-none">{none}</p> : null}
      </div>
    </div>
  )
}
