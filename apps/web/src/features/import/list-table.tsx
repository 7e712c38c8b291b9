import { MAX_TAG_LENGTH, normalizeTag, Tag, type TaskStatus } from '@holdfast/domain'
import { ArrowRight } from 'lucide-react'
import { StatusGlyph, statusNames } from '../../components/status-glyph.tsx'
import type { ImportPreview, ListTarget } from './import-types.ts'
import { MappingTable } from './mapping-table.tsx'
import { Unfold, useFolded } from './unfold.tsx'

interface ListTableProps {
  lists: ImportPreview['lists']
  targets: Record<string, ListTarget>
  onChange: (listId: string, target: ListTarget) => void
}

const statuses = Object.keys(statusNames) as TaskStatus[]

/** Each list of the board with the status, and perhaps the tag, that its cards get. */
export function ListTable({ lists, targets, onChange }: ListTableProps) {
  const filled = lists.filter(({ cards }) => cards > 0)
  const folded = useFolded(lists, filled)
  return (
    <section>
      <div className="section-head">
        <h3>Lists to status</h3>
        <span className="count">
          {lists.length} lists, {filled.length} with cards
        </span>
      </div>
      <MappingTable label="Lists to status">
        {folded.shown.map((list) => (
          <ListRow
            key={list.listId}
            list={list}
            target={targets[list.listId] ?? list.suggestion}
            onChange={(target) => onChange(list.listId, target)}
          />
        ))}
      </MappingTable>
      <Unfold {...folded} text={`${folded.hidden} more lists without cards`} />
    </section>
  )
}

interface ListRowProps {
  list: ImportPreview['lists'][number]
  target: ListTarget
  onChange: (target: ListTarget) => void
}

function ListRow({ list, target, onChange }: ListRowProps) {
  const { name, cards, closed, suggestion, why } = list
  const own = target.status !== suggestion.status || target.tag !== suggestion.tag
  const unsure = why === 'no-match' && cards > 0 && !own
  const tag = tagFor(name, suggestion.tag)
  return (
    <tr className={unsure ? 'unsure' : ''}>
      <td>
        <b dir="auto">{name}</b>
        {closed ? <small> archived</small> : null}
      </td>
      <td className="number">{cards}</td>
      <td>
        <ArrowRight aria-hidden="true" />
      </td>
      <td>
        <span className="import-target">
          <StatusGlyph status={target.status} />
          <select
            className="select"
            aria-label={`What “${name}” becomes`}
            value={`${target.status} ${target.tag ?? ''}`}
            onChange={(event) => {
              const [status, chosen] = event.target.value.split(' ')
              onChange({ status: status as TaskStatus, tag: chosen ? (chosen as Tag) : null })
            }}
          >
            {statuses.map((status) => (
              <option key={status} value={`${status} `}>
                {statusNames[status]}
              </option>
            ))}
            {tag
              ? statuses.map((status) => (
                  <option key={`${status} ${tag}`} value={`${status} ${tag}`}>
                    {statusNames[status]}, tag #{tag}
                  </option>
                ))
              : null}
          </select>
        </span>
      </td>
      <td className="why">{own ? 'your choice' : unsure ? 'no match' : 'name'}</td>
    </tr>
  )
}

/** The tag that a list can leave on its cards: the suggested one, and else its own name. */
function tagFor(name: string, suggestedTag: Tag | null): Tag | null {
  if (suggestedTag) return suggestedTag
  const own = Tag.safeParse(normalizeTag(name.replace(/[/\\]+/g, '-')).slice(0, MAX_TAG_LENGTH))
  return own.success ? own.data : null
}
