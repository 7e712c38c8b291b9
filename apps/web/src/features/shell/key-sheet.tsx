import { keysOf } from '../../actions/action.ts'
import { allActions } from '../../actions/all-actions.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Keys } from '../../components/keys.tsx'
import { showKeys } from './shell-state.ts'
import './key-sheet.css'

const listKeys: readonly { name: string; keys: readonly string[] }[] = [
  { name: 'Up and down', keys: ['↑', '↓'] },
  { name: 'The same with letters', keys: ['K', 'J'] },
  { name: 'Select', keys: ['X'] },
  { name: 'Select on the way', keys: ['Shift', '↓'] },
  { name: 'Select all', keys: ['Ctrl', 'A'] },
  { name: 'Step back', keys: ['Esc'] },
]

/** Every key there is. */
export function KeySheet() {
  const groups = [
    { name: 'Task', rows: rowsOf('Task') },
    { name: 'List', rows: listKeys },
    { name: 'Anywhere', rows: [...rowsOf('Anywhere'), ...rowsOf('Go')] },
  ]
  return (
    <Dialog open onClose={() => showKeys(false)} title="Keyboard shortcuts">
      <div className="key-sheet">
        {groups.map(({ name, rows }) => (
          <section key={name}>
            <h3>{name}</h3>
            <dl>
              {rows.map((row) => (
                <div key={row.name}>
                  <dt>{row.name}</dt>
                  <dd>
                    <span className="visually-hidden">{row.keys.join(' then ')}</span>
                    <Keys of={row.keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <p className="hint">Single letters can be switched off in the settings.</p>
      </div>
    </Dialog>
  )
}

function rowsOf(group: string) {
  return allActions
    .filter((action) => action.group === group && action.shortcut)
    .map((action) => ({ name: action.label([]), keys: keysOf(action) }))
}
