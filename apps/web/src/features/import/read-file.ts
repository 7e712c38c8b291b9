/** A file that a person chose, as JSON. */
export interface ChosenFile {
  name: string
  /** In bytes. */
  size: number
  content: unknown
}

const largest = 30 * 1024 * 1024

/** Why a file cannot be taken, in words for the person who chose it. */
export class UnreadableFile extends Error {}

/** @throws UnreadableFile */
export async function readFile(file: File): Promise<ChosenFile> {
  if (file.size > largest) throw new UnreadableFile(`“${file.name}” is larger than 30 MB.`)
  try {
    return { name: file.name, size: file.size, content: JSON.parse(await file.text()) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UnreadableFile(
      `“${file.name}” is not JSON. In Trello, open the board’s menu, then Print, export, and share, then Export as JSON.`,
    )
  }
}

export function sizeText(bytes: number): string {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
