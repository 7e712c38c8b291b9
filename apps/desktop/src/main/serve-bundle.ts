import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export const APP_ORIGIN = 'app://bundle'

/** As the server sends with the web build. A worker holds the index of the text search. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const types: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

const notFound = (): Response => new Response(null, { status: 404 })

const answer = (content: Uint8Array<ArrayBuffer>, type: string): Response =>
  new Response(content, {
    headers: {
      'content-type': type,
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })

/** The built web app out of `folder`. Every address that is no file is one of its screens. */
export const serveBundle = async (url: URL, folder: string): Promise<Response> => {
  const path = decodeURIComponent(url.pathname)
  const extension = extname(path)
  const file = join(folder, extension === '' ? 'index.html' : path)
  const type = types[extension || '.html']
  if (!type || !file.startsWith(folder + sep)) return notFound()
  try {
    return answer(await readFile(file), type)
  } catch {
    return notFound()
  }
}
