import type { OpenOptions } from './adapter.ts'

/** What a client process can be asked, and what it answers. Times in milliseconds. */
export interface Operations {
  open: { asked: OpenOptions; answer: { firstPageMs: number; ms: number; rows: number } }
  watch: { asked: { task: number }; answer: null }
  write: {
    asked: { task: number; title: string }
    answer: { from: number; localMs: number; ackedMs: number }
  }
  writeLocally: { asked: { task: number; title: string }; answer: { localMs: number } }
  queue: { asked: { tasks: number[]; title: string }; answer: { ms: number } }
  drain: { asked: { wake: boolean }; answer: { at: number } }
  waiting: { asked: null; answer: { waiting: number } }
  memory: { asked: null; answer: { mib: number } }
  close: { asked: null; answer: null }
}

export interface Question {
  id: number
  name: keyof Operations
  asked: unknown
}

export type Report =
  | { ready: true }
  | { seen: string; at: number }
  | { id: number; answer: unknown }
  | { id: number; error: string }
