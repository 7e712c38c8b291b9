import { z } from 'zod'

/** A new value together with the one that the person saw, so that an overruled value is noticed. */
export const fieldEdit = <T extends z.ZodType>(value: T) => z.strictObject({ base: value, value })
