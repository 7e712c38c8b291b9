import { z } from 'zod'

/** The secret of a mailed link, as it comes back. Anything else of that form leads nowhere as well. */
export const LinkToken = z.string().regex(/^[\w-]{43}$/, 'is not from a link of ours')
