import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from './plan.ts'

const folder = join(import.meta.dirname, '../../../regressions')

/** A plan that once broke a promise. */
export interface Regression {
  /** The promise. */
  what: string
  message: string
  plan: Plan
}

/** @returns the file */
export const writeRegression = ({ what, message, plan }: Regression): string => {
  const { steps, ...rest } = plan
  const line = (value: unknown) =>
    JSON.stringify(value, null, 1)
      .replace(/\n\s*/g, ' ')
      .replaceAll('[ ', '[')
      .replaceAll(' ]', ']')
  const text = `{
  "what": ${JSON.stringify(what)},
  "message": ${JSON.stringify(message.slice(0, 300))},
  "plan": {
    "seed": ${rest.seed},
    "record": ${JSON.stringify(rest.record)},
    "stores": ${line(rest.stores)},
    "steps": [
${steps.map((step) => `      ${line(step)}`).join(',\n')}
    ]
  }
}
`
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${plan.seed}-${what}.json`)
  writeFileSync(file, text)
  return file
}

export const readRegression = (file: string): Regression => JSON.parse(readFileSync(file, 'utf8'))

/** Every file that there is, by name. */
export const allRegressions = (): [name: string, Regression][] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, readRegression(join(folder, name))])
