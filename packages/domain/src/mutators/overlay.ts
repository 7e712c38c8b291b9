/** `current` with the edits that are there; a field that is present but undefined is no edit. */
export const overlay = <T extends object>(
  current: T,
  edits: { [K in keyof T]?: T[K] | undefined } | undefined,
): T => {
  const named = Object.entries(edits ?? {}).filter(([, value]) => value !== undefined)
  return { ...current, ...(Object.fromEntries(named) as Partial<T>) }
}
