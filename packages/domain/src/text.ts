import { z } from 'zod'

/**
 * Text that PostgreSQL and every JSON parser keep byte for byte: no NUL, no lone surrogate.
 * @param max most UTF-16 code units, never fewer than the characters that the column counts
 */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => !value.includes('\0') && value.isWellFormed(),
      'has a character that cannot be kept',
    )

/** Text with something to read in it. */
export const filledText = (max: number) =>
  text(max).refine((value) => value.trim() !== '', 'is empty')
