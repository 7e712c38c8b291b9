import { z } from 'zod'

/** Who may make an account; the first of an installation may always be made. */
export const RegistrationMode = z.enum(['open', 'invite', 'closed'])
export type RegistrationMode = z.infer<typeof RegistrationMode>
