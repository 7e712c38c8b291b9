import { z } from 'zod'

const MOST_CHARACTERS = 256
/** UTF-16 code units that one of NFC makes where it is taken apart, at most (UAX 15, 9). */
const MOST_PARTS = 4

const tooLong = `must have at most ${MOST_CHARACTERS} characters`

/** In NFC. Its length is looked at before: to bring a text into NFC takes time with the square of it. */
const composed = z
  .string()
  .max(MOST_CHARACTERS * MOST_PARTS, { error: tooLong, abort: true })
  .overwrite((value) => value.normalize('NFC'))

/** A password to compare. Whatever was accepted once is accepted here; only its length is bounded. */
export const TypedPassword = composed.min(1).max(MOST_CHARACTERS, tooLong)

/** NIST SP 800-63B-4: length is what counts, any character goes, and nothing is cut off. */
export const Password = composed
  .min(12, 'must have at least 12 characters')
  .max(MOST_CHARACTERS, tooLong)
  .refine((value) => value.isWellFormed(), 'has a character that cannot be kept')
