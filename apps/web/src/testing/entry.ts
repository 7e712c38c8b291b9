import { user } from './seed.ts'

/** What a server answers that opened a session of Ada's. */
export const grant = () => ({
  user: user(),
  accessToken: 'access',
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
})

export const standing = (
  over: Partial<{ registration: 'open' | 'invite' | 'closed'; mail: boolean; first: boolean }> = {},
) => ({ registration: 'open', mail: true, first: false, ...over })
