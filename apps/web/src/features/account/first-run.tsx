import { Link } from '@tanstack/react-router'
import { FileInput } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useHistory } from '../../actions/history.ts'
import { buttonClass } from '../../components/button.tsx'
import { Keys } from '../../components/keys.tsx'
import { StatusGlyph } from '../../components/status-glyph.tsx'
import { showQuickAdd, useShell } from '../shell/shell-state.ts'
import { usePhone } from '../shell/use-phone.ts'
import './first-run.css'

const QuickAdd = lazy(() =>
  import('../tasks/quick-add/quick-add.tsx').then((all) => ({ default: all.QuickAdd })),
)

const legend = [
  ['tomorrow 9am', 'date and time, in your words'],
  ['#home', 'tag'],
  ['!high', 'priority'],
  ['/household', 'project, made if new'],
  ['@juno', 'who does it'],
] as const

const tries = [
  { text: 'Add a task from anywhere', keys: ['Q'] },
  { text: 'Move with the arrows, complete with Space', keys: ['↓', 'Space'] },
  { text: 'Undo anything', keys: ['Z'] },
  { text: 'See every key', keys: ['?'] },
] as const

/** What a person sees before there is a first task: how to write one, and how to bring the rest. */
export function FirstRun() {
  const field = useRef<HTMLInputElement | null>(null)
  const adding = useShell((shell) => shell.adding)
  const phone = usePhone()
  const written = useRef(false)

  // There is a line on the page already: a new task is written there, on a phone too.
  useEffect(() => {
    if (!adding || written.current) return
    field.current?.focus()
    showQuickAdd(false)
  }, [adding])

  // The list takes the place of this page: its line opens, for what is typed next.
  function goOn() {
    written.current = true
    if (phone) field.current?.focus()
    else showQuickAdd(true)
  }

  return (
    <div className="first-run">
      <div>
        <p className="first-lead">
          All tasks holds everything you work on and share. Start with one line:
        </p>
        <Suspense fallback={<div className="first-add" />}>
          <QuickAdd
            field={(element) => {
              const isNew = element && !field.current
              field.current = element
              if (isNew && !phone && isFresh()) element.focus()
            }}
            onAdded={goOn}
            onClose={leaveField}
            closable={false}
          />
        </Suspense>
        <dl className="legend">
          {legend.map(([words, meaning]) => (
            <div key={words} className="contents">
              <dt>
                <span className="token">{words}</span>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <section className="first-tries max-sm:hidden" aria-label="Keys to try after that">
          <h2>Keys to try after that</h2>
          <ol>
            {tries.map(({ text, keys }) => (
              <li key={text}>
                <StatusGlyph status="todo" />
                <span>{text}</span>
                <Keys of={keys} />
              </li>
            ))}
          </ol>
        </section>
      </div>
      <aside className="first-side">
        <h2>Bring your tasks</h2>
        <p>
          From a Trello board. You see every card before anything is written, and running the same
          file again changes nothing.
        </p>
        <Link to="/import" className={buttonClass('default', 'medium')}>
          <FileInput />
          <span>Import a file</span>
        </Link>
      </aside>
    </div>
  )
}

/** Nobody is on anything else, nor would want to undo that the last task went: the line is waited for. */
function isFresh(): boolean {
  return document.activeElement === document.body && useHistory.getState().done.length === 0
}

function leaveField() {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
