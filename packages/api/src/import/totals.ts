import type { CardOutcome, ImportTotals } from './import-contract.ts'

export const totalsOf = (lines: Iterable<{ outcome: CardOutcome }>): ImportTotals => {
  const totals = { created: 0, unchanged: 0, kept: 0, skipped: 0 }
  for (const { outcome } of lines) totals[outcome]++
  return totals
}
