/** A test by the file it stands in and its title as that file writes it. */
export interface Proof {
  file: string
  title: string
}

/** One way of trying an attack, and the tests that show it fail. */
export interface Variant {
  variant: string
  proofs: readonly Proof[]
}

/** What is attacked, what the answer is, and every way of trying that is named for it. */
export interface Attack {
  attack: string
  answer: string
  variants: readonly Variant[]
}

/** Tests of one file, by their titles. */
export const by =
  (file: string) =>
  (...titles: string[]): readonly Proof[] =>
    titles.map((title) => ({ file, title }))
