import { PROTOCOL } from '@holdfast/sync'
import { z } from 'zod'

/** A request of a program older or newer than this server: nothing else is known of it. */
export interface OtherProtocol {
  otherProtocol: number
}

const Spoken = z.object({ protocol: z.int() })

/** Parses a request of this server's protocol, and tells one of another protocol from bad input. */
export const ofProtocol =
  <S extends z.ZodType>(schema: S) =>
  (raw: unknown): z.output<S> | OtherProtocol => {
    const spoken = Spoken.safeParse(raw)
    if (spoken.success && spoken.data.protocol !== PROTOCOL)
      return { otherProtocol: spoken.data.protocol }
    return schema.parse(raw)
  }
