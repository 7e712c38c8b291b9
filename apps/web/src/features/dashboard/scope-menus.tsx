import { ChevronDown } from 'lucide-react'
import { Menu } from '../../components/menu.tsx'
import { MenuChoice } from '../../components/menu-item.tsx'
import { type Place, type Scope, type Span, spans } from './statistics.ts'

interface ScopeMenusProps {
  places: readonly Place[]
  scope: Scope
  onScope: (scope: Scope) => void
  span: Span
  onSpan: (span: Span) => void
}

/** Which projects are looked at, and how far back. */
export function ScopeMenus({ places, scope, onScope, span, onSpan }: ScopeMenusProps) {
  const options = [
    { value: 'all', name: 'All projects' },
    ...places
      .filter(({ status }) => status !== 'archived')
      .map(({ projectId, name }) => ({
        value: projectId ?? 'none',
        name: projectId === null ? 'No project' : (name ?? ''),
      })),
  ]
  const chosen = options.find(({ value }) => value === scope) ?? options[0]
  return (
    <>
      <Menu
        align="end"
        trigger={
          <button type="button" className="button quiet dashboard-scope">
            <span>{chosen?.name}</span>
            <ChevronDown />
          </button>
        }
      >
        <MenuChoice label="Projects" value={scope} onChange={onScope} options={options} />
      </Menu>
      <Menu
        align="end"
        trigger={
          <button type="button" className="button quiet max-sm:hidden">
            <span>{`${span} weeks`}</span>
            <ChevronDown />
          </button>
        }
      >
        <MenuChoice
          label="Looking back"
          value={span}
          onChange={onSpan}
          options={spans.map((value) => ({ value, name: `${value} weeks` }))}
        />
      </Menu>
    </>
  )
}
