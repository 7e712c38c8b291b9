import { useVirtualizer } from '@tanstack/react-virtual'
import { Check, Copy, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useRef, useState } from 'react'
import type { CardOutcome, ImportReport } from './import-types.ts'

type CardLine = Pick<
  ImportReport['cards'][number],
  'sourceId' | 'number' | 'title' | 'outcome' | 'notes'
>

interface CardReportProps {
  cards: readonly CardLine[]
  note: string
}

const outcomes: Record<CardOutcome, { icon: LucideIcon; name: string; says: string | null }> = {
  created: { icon: Check, name: 'New', says: null },
  unchanged: { icon: Copy, name: 'Same', says: 'Imported before. Left alone.' },
  kept: { icon: Info, name: 'Kept', says: 'Changed in Trello since. The task is left as it is.' },
  skipped: { icon: TriangleAlert, name: 'Skipped', says: 'In the file twice.' },
}

type Filter = 'all' | 'notes' | CardOutcome

/** What becomes, or became, of every card. */
export function CardReport({ cards, note }: CardReportProps) {
  const [filter, setFilter] = useState<Filter>('all')
  const filters = (
    [
      ['all', 'All'],
      ['created', 'New'],
      ['unchanged', 'Same'],
      ['kept', 'Kept'],
      ['skipped', 'Skipped'],
      ['notes', 'With notes'],
    ] as const
  )
    .map(([id, name]) => ({ id, name, count: cards.filter(matches(id)).length }))
    .filter(({ id, count }) => id === 'all' || count > 0)
  return (
    <section className="import-report" aria-label="Report">
      <div className="section-head">
        <h3>Report</h3>
        <span className="count">{note}</span>
      </div>
      <fieldset className="import-filters">
        <legend className="sr-only">Show</legend>
        {filters.map(({ id, name, count }) => (
          <button key={id} type="button" aria-pressed={id === filter} onClick={() => setFilter(id)}>
            {name} <span>{count}</span>
          </button>
        ))}
      </fieldset>
      <CardLines cards={cards.filter(matches(filter))} />
    </section>
  )
}

const matches =
  (filter: Filter) =>
  ({ outcome, notes }: CardLine): boolean =>
    filter === 'all' || (filter === 'notes' ? notes.length > 0 : outcome === filter)

function CardLines({ cards }: { cards: readonly CardLine[] }) {
  const scroller = useRef<HTMLElement>(null)
  const rows = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 40,
    getItemKey: (index) => cards[index]?.sourceId ?? index,
    overscan: 12,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
    <section className="import-lines" ref={scroller} tabIndex={0} aria-label="Cards">
      <ul style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const card = cards[item.index]
          return card ? (
            <li
              key={item.key}
              data-index={item.index}
              ref={rows.measureElement}
              aria-setsize={cards.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line card={card} />
            </li>
          ) : null
        })}
      </ul>
    </section>
  )
}

function Line({ card: { number, title, outcome, notes } }: { card: CardLine }) {
  const { icon, name, says } = outcomes[outcome]
  const noted = outcome === 'created' && notes.length > 0
  const Icon = noted ? TriangleAlert : icon
  const text = [says, ...notes].filter(Boolean).join(' ')
  return (
    <div className={`import-line ${noted ? 'noted' : outcome}`}>
      <Icon role="img" aria-label={noted ? `${name}, with notes` : name} />
      <span className="card-number">{number}</span>
      <div>
        <p dir="auto">{title}</p>
        {text ? <small>{text}</small> : null}
      </div>
    </div>
  )
}
