import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

const Settings = z.object({
  /** Where the server is. */
  serverUrl: z
    .url({ protocol: /^https?$/ })
    .default('http://localhost:4600')
    .transform((url) => url.replace(/\/+$/, '')),
})
export type Settings = z.infer<typeof Settings>

/**
 * What the person has set in `settings.json`, and defaults for the rest.
 * @throws Error that names the file and what is wrong with it
 */
export const readSettings = (file: string): Settings => {
  if (!existsSync(file)) return Settings.parse({})
  try {
    return Settings.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new Error(`${file} cannot be read: ${why}`)
  }
}
