const utf8 = new TextDecoder('utf-8', { fatal: true })

/** RFC 1952, by the engine's own streams; on Node `node-gzip.ts` does it. */
export const gzip = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await through(new TextEncoder().encode(text), new CompressionStream('gzip')))

/** @throws TypeError when the bytes are torn: gzip ends with a checksum and a length */
export const gunzip = async (bytes: Uint8Array): Promise<string> =>
  utf8.decode(await through(bytes, new DecompressionStream('gzip')))

// Written straight into the stream and read as a buffer: a Blob in front and Response.text() behind
// each cost more than the compression itself.
const through = async (bytes: Uint8Array, stream: ReadableWritablePair): Promise<ArrayBuffer> => {
  const writer = stream.writable.getWriter()
  const [buffer] = await Promise.all([
    new Response(stream.readable).arrayBuffer(),
    writer.write(bytes),
    writer.close(),
  ])
  return buffer
}
