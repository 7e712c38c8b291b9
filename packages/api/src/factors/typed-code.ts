import { AppError } from '@holdfast/domain'
import { z } from 'zod'

/** A code as a person typed it: blanks and dashes are theirs. */
export const TypedCode = z
  .string()
  .max(100)
  .transform((code) => code.replaceAll(/[\s-]/g, ''))

export const wrongCode = (): AppError =>
  new AppError('wrong-code', 'The code is wrong, was used before, or is too old.')
