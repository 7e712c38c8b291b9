import type { FromIndex, IndexPort } from './index-port.ts'
import { serveIndex } from './serve-index.ts'

/** An index in this very thread, for Node and tests; messages arrive as late as from another one. */
export const openInlineIndex = (): IndexPort => {
  let tell: (message: FromIndex) => void = () => undefined
  let isClosed = false
  const take = serveIndex((message) => queueMicrotask(() => isClosed || tell(message)))
  return {
    post: (message) => queueMicrotask(() => isClosed || take(message)),
    listen(listener) {
      tell = listener
    },
    close() {
      isClosed = true
    },
  }
}
