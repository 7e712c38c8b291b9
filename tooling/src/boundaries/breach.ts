/** One place where the tree breaks one of its rules. */
export interface Breach {
  rule: string
  /** The file, relative to the root, and what it does wrong. */
  what: string
}
