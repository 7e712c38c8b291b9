import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Load, Machine } from '../measure/machine.ts'
import type { Row } from './goals.ts'
import { tableOf } from './table.ts'

/** What a run leaves behind. */
export interface Results {
  machine: Machine
  load: Load
  rows: Row[]
}

/** How far a run is. */
export const say = (line: string): void => {
  console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`)
}

/** Prints the table, and writes all of it where that was asked. */
export const tellResults = async (results: Results, out: string | null): Promise<void> => {
  const { machine, load, rows } = results
  console.log(`\n${tableOf(rows)}\n`)
  console.log(`Machine: ${JSON.stringify(machine)}\nLoad: ${JSON.stringify(load)}`)
  if (out === null) return
  await mkdir(dirname(out), { recursive: true })
  await writeFile(out, `${JSON.stringify(results, null, 2)}\n`)
  say(`written to ${out}`)
}
