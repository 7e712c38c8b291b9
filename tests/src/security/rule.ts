import type { Answers, Identity } from './identities.ts'
import type { Stage } from './stage.ts'

/** One way to ask a procedure, and what each identity is answered. */
export interface Rule {
  /** What is asked, where a procedure has several rules. */
  about?: string
  input?(stage: Stage, who: Identity): unknown
  answers: Answers
  /**
   * To make something under an id that is in use cannot be answered as under a new one; this says
   * what it is answered.
   */
  takesId?: true
  /** Who asks is signed out by it. */
  endsSession?: true
}
