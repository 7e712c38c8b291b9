const UNITS = [
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const

/** A wait as a person says it, never shorter than it is: `3 minutes`. */
export const inWords = (seconds: number): string => {
  const [unit, size] = UNITS.find(([, size]) => seconds > size) ?? ['second', 1]
  const count = Math.max(1, Math.ceil(seconds / size))
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
