import type { Row } from './goals.ts'

const headings = [
  'row',
  'value',
  'unit',
  'min … p95 (n)',
  'against',
  'reference',
  'ratio',
  'goal',
  '',
]

const cells = (row: Row): string[] => {
  const { min, p95, n } = row.noise
  const verdict = row.met === null ? '' : row.met ? 'met' : 'MISSED'
  const shown = (value: number | null) => (value === null ? '' : String(value))
  return [
    row.id,
    String(row.value),
    row.unit,
    `${min} … ${p95} (${n})`,
    row.against ?? '',
    shown(row.reference),
    shown(row.ratio),
    row.goal === null ? '' : `≤ ${row.goal}`,
    verdict,
  ]
}

/** Rows with a goal first, as a person reads them. */
export const tableOf = (rows: readonly Row[]): string => {
  const ordered = [
    ...rows.filter(({ met }) => met !== null),
    ...rows.filter(({ met }) => met === null),
  ]
  const lines = [headings, ...ordered.map(cells)]
  const widths = headings.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
