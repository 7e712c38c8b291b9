import type { FromIndex, IndexPort } from './index-port.ts'

/** An index in a worker of its own, so that neither building nor searching holds up the screen. */
export const openWorkerIndex = (): IndexPort => {
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { type: 'module' })
  return {
    post: (message) => worker.postMessage(message),
    listen(listener) {
      worker.onmessage = ({ data }: MessageEvent<FromIndex>) => listener(data)
    },
    close: () => worker.terminate(),
  }
}
