import type { TextDoc } from './score.ts'

export interface NumberedText extends TextDoc {
  number: number
}

/** What the index is told, in order. */
export type ToIndex =
  /** Of the documents that it begins with; acknowledged by `taken`. */
  | { type: 'add'; docs: readonly NumberedText[] }
  /** It has all that it begins with; answered by `ready`. */
  | { type: 'build' }
  /** From now on; an answer is about what was told before the question. */
  | { type: 'change'; docs: readonly NumberedText[]; removed: readonly number[] }
  | { type: 'search'; id: number; query: string }

export type FromIndex =
  | { type: 'taken' }
  | { type: 'ready' }
  /** The numbers of all that match, the best first. */
  | { type: 'found'; id: number; numbers: Uint32Array<ArrayBuffer> }

/** The way to an index, wherever it runs. */
export interface IndexPort {
  post(message: ToIndex): void
  listen(listener: (message: FromIndex) => void): void
  close(): void
}
