import type { UserId } from '@holdfast/domain'
import { ArrowRight } from 'lucide-react'
import type { ImportPreview } from './import-types.ts'
import { MappingTable } from './mapping-table.tsx'
import { Unfold, useFolded } from './unfold.tsx'

interface PeopleTableProps {
  members: ImportPreview['members']
  people: ImportPreview['people']
  chosen: Record<string, UserId | null>
  onChange: (memberId: string, userId: UserId | null) => void
}

const nobody = ''

/** Each member of the board with the person they are here. A name alone assigns nobody anything. */
export function PeopleTable({ members, people, chosen, onChange }: PeopleTableProps) {
  const busy = members.filter(({ cards, suggestion }) => cards > 0 || suggestion !== null)
  const folded = useFolded(members, busy.slice(0, 6))
  const left = members.filter((member) => member.left).length
  if (members.length === 0) return null
  return (
    <section>
      <div className="section-head">
        <h3>People</h3>
        <span className="count">
          {members.length} in the file{left > 0 ? `, ${left} left the board` : ''}
        </span>
      </div>
      <MappingTable label="People">
        {folded.shown.map(({ memberId, name, username, cards, left: gone, suggestion }) => {
          const userId = chosen[memberId] ?? null
          return (
            <tr key={memberId}>
              <td>
                <b dir="auto">{name}</b>
                <small> {gone ? 'left the board' : `@${username}`}</small>
              </td>
              <td className="number">{cards}</td>
              <td>
                <ArrowRight aria-hidden="true" />
              </td>
              <td>
                <select
                  className="select"
                  aria-label={`Who ${name} is here`}
                  value={userId ?? nobody}
                  onChange={(event) =>
                    onChange(
                      memberId,
                      event.target.value === nobody ? null : (event.target.value as UserId),
                    )
                  }
                >
                  <option value={nobody}>Keep the name, no account</option>
                  {people.map((person) => (
                    <option key={person.userId} value={person.userId}>
                      {person.displayName}
                      {person.inProject ? '' : ', joins as editor'}
                    </option>
                  ))}
                </select>
              </td>
              <td className="why">
                {userId !== suggestion ? 'your choice' : userId ? 'same name' : 'no account'}
              </td>
            </tr>
          )
        })}
      </MappingTable>
      <Unfold {...folded} text={`${folded.hidden} more people`} />
    </section>
  )
}
