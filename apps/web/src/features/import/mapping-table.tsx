import type { ReactNode } from 'react'

/** A table of what is in the file and what it becomes here. */
export function MappingTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <table className="import-table" aria-label={label}>
      <thead>
        <tr>
          <th>In the file</th>
          <th className="number">Cards</th>
          <td />
          <th>In Holdfast</th>
          <th className="why">Why</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
