/** The plane that charts are drawn on, in its own units. */
export const plane = { width: 520, height: 214, left: 28, right: 516, top: 18, bottom: 184 }

const steps = [1, 2, 3, 4, 5, 6, 8]

/** The least round number that is not less than `value`, and is at least 2. */
export const roundUp = (value: number): number => {
  for (let power = 1; ; power *= 10) {
    for (const step of steps) if (step * power >= Math.max(2, value)) return step * power
  }
}

/** Three lines to read values by: nothing, the middle and the top. */
export const ticksUpTo = (top: number): number[] => [
  0,
  ...(Number.isInteger(top / 2) ? [top / 2] : []),
  top,
]

/** The height of a value on a plane whose top is `top`. */
export const heightOf = (value: number, top: number): number =>
  plane.bottom - (Math.min(value, top) / top) * (plane.bottom - plane.top)

/** Of a number of columns, the middle of each. */
export const middleOf = (column: number, columns: number): number =>
  plane.left + ((column + 0.5) / columns) * (plane.right - plane.left)

/** `7 Sep`: a day of UTC, as people of this language write it. */
export const dayText = (day: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(day),
  )

/** About six labels fit: every how many columns one stands. */
export const labelEvery = (columns: number): number => Math.max(1, Math.ceil(columns / 6))
