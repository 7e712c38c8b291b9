import { z } from 'zod'

/** Can PostgreSQL and every JSON parser keep it? */
export const isKeepable = (value: string): boolean => !value.includes('\0') && value.isWellFormed()

/**
 * Text that PostgreSQL and every JSON parser keep byte for byte: no NUL, no lone surrogate.
 * What is too long is looked at no further: some of what follows takes time with the square of it.
 * @param max most UTF-16 code units, never fewer than the characters that the column counts
 */
export const text = (max: number) =>
  z.string().max(max, { abort: true }).refine(isKeepable, 'has a character that cannot be kept')

/** Every control character but NUL, which no text has anyway, and the separators of Unicode. */
const BREAK = /(?!\0)[\p{Cc}\u2028\u2029]/u

/** Text of one line, which no header of a mail and no column of a file can be broken with. */
export const line = (max: number) =>
  text(max).refine((value) => !BREAK.test(value), 'is more than one line')

const isFilled = (value: string): boolean => value.trim() !== ''

/** Text with something to read in it. */
export const filledText = (max: number) => text(max).refine(isFilled, 'is empty')

/** One line with something to read in it. */
export const filledLine = (max: number) => line(max).refine(isFilled, 'is empty')
