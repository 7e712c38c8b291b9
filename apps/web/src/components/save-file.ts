/** Hands the person a text as a file. */
export function saveFile(fileName: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const anchor = document.createElement('a')
  anchor.href = url
  anchor.download = fileName
  anchor.click()
  URL.revokeObjectURL(url)
}

/** Hands the person a value as a JSON file. */
export function saveJson(fileName: string, value: unknown): void {
  saveFile(fileName, 'application/json', JSON.stringify(value, null, 2))
}
