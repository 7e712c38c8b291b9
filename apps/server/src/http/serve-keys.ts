import type { Services } from '@holdfast/api'
import { Hono } from 'hono'
import type { HttpEnv } from './request-info.ts'

/** How long somebody may go by the keys that they were told, in seconds. */
const GOOD_FOR = 60

/** The public halves of the keys that sign access tokens (RFC 7517), for whoever proves one elsewhere. */
export const serveKeys = ({ keys, clock }: Pick<Services, 'keys' | 'clock'>): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  app.get('/.well-known/jwks.json', async (c) => {
    const standing = await keys.ring.standing(clock())
    const listed = standing.map(({ key }) => ({
      ...key.verifying.export({ format: 'jwk' }),
      ...{ kid: key.kid, alg: 'EdDSA', use: 'sig' },
    }))
    c.header('cache-control', `public, max-age=${GOOD_FOR}`)
    return c.json({ keys: listed })
  })
  return app
}
