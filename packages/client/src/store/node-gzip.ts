import { promisify } from 'node:util'
import { gunzip as gunzipBytes, gzip as gzipText } from 'node:zlib'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Of what comes out, in bytes: a page comes in one piece or two. */
const PIECE = 512 * 1024

// As `gzip.ts` in browsers. On Node the engine's streams take two to three times the processor time.
// Bound at the call, so that a simulation that counts these threads' work may put its own in place.

/** RFC 1952. */
export const gzip = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await promisify(gzipText)(text))

/** @throws TypeError when the bytes are torn */
export const gunzip = async (bytes: Uint8Array): Promise<string> => {
  const unpacked = promisify(gunzipBytes)(bytes, { chunkSize: PIECE })
  const text = await unpacked.catch((cause: unknown) => {
    throw new TypeError('the bytes are no whole gzip', { cause })
  })
  return utf8.decode(text)
}
