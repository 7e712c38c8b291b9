import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { notFound, type Refusal, refuse } from './answer.ts'
import type { HttpEnv } from './request-info.ts'

/** Vite puts the hash of their content into these names, so what a browser has is never stale. */
const HASHED = /^\/assets\//
const YEAR_SECONDS = 31_536_000

const notBuilt: Refusal = {
  status: 503,
  code: 'SERVICE_UNAVAILABLE',
  appCode: 'web-not-built',
  message: 'The web app is not built yet. Run `npm run build`.',
}

const cacheControlOf = (path: string): string =>
  HASHED.test(path) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache'

const looksLikeFile = (path: string): boolean => /\.[a-z0-9]{1,12}$/i.test(path)

/** The built web app. Every address that is no file is one of its screens. */
export const serveWeb = (webFolder: string): Hono<HttpEnv> => {
  const app = new Hono<HttpEnv>()
  const page = join(webFolder, 'index.html')

  app.use(async (c, next) => {
    await next()
    if (c.res.ok) c.header('cache-control', cacheControlOf(c.req.path))
  })
  if (existsSync(webFolder)) app.use(serveStatic({ root: webFolder, precompressed: true }))
  app.get('*', async (c) => {
    if (looksLikeFile(c.req.path)) return refuse(c, notFound)
    if (!existsSync(page)) return refuse(c, notBuilt)
    return c.html(await readFile(page, 'utf8'))
  })
  return app
}
