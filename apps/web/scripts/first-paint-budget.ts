import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/**
 * Fails the build when the JavaScript that stands before the first paint grows past a size: the entry
 * and all that it imports, not what it asks for later.
 * @param limit bytes after gzip
 */
export function firstPaintBudget(limit: number): Plugin {
  return {
    name: 'first-paint-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk')
      const needed = new Set(chunks.filter(({ isEntry }) => isEntry))
      for (const { imports } of needed) {
        for (const chunk of chunks) if (imports.includes(chunk.fileName)) needed.add(chunk)
      }
      const size = [...needed].reduce((sum, { code }) => sum + gzipSync(code).length, 0)
      if (size <= limit) return
      const files = [...needed].map(({ fileName }) => fileName).join(', ')
      this.error(`${size} bytes (gzip) before the first paint, more than ${limit}: ${files}`)
    },
  }
}
