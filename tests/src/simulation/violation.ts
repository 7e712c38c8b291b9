/** A promise of the product was broken. `what` names the check, one word per kind. */
export class Violation extends Error {
  readonly what: string

  constructor(what: string, detail: string) {
    super(`${what}: ${detail}`)
    this.name = 'Violation'
    this.what = what
  }
}
