import { z } from 'zod'

/** NIST SP 800-63B-4: length is what counts, any character goes, and nothing is cut off. */
export const Password = z
  .string()
  .overwrite((value) => value.normalize('NFC'))
  .min(12, 'must have at least 12 characters')
  .max(256, 'must have at most 256 characters')
  .refine((value) => value.isWellFormed(), 'has a character that cannot be kept')
