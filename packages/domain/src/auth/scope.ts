import { z } from 'zod'

/**
 * What a personal access token may do: ask, change, and what only admins may. `admin` adds to what the
 * token may reach, so a tool that only reads the audit log has `read` and `admin`.
 */
export const Scope = z.enum(['read', 'write', 'admin'])
export type Scope = z.infer<typeof Scope>
