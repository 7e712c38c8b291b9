import type { ToIndex } from './index-port.ts'
import { serveIndex } from './serve-index.ts'

// The body of the worker that holds the index.

const take = serveIndex((message) =>
  postMessage(message, { transfer: message.type === 'found' ? [message.numbers.buffer] : [] }),
)

addEventListener('message', ({ data }: MessageEvent<ToIndex>) => take(data))
