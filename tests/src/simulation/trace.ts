import { createHash } from 'node:crypto'

/** What happened, in one order: a hash of all of it, the lines when they are wanted, and counts. */
export class Trace {
  readonly lines: string[] = []
  readonly counts: Record<string, number> = {}
  private readonly hash = createHash('sha256')
  private readonly keepsLines: boolean

  constructor(keepsLines: boolean) {
    this.keepsLines = keepsLines
  }

  note(line: string): void {
    this.hash.update(line)
    this.hash.update('\n')
    if (this.keepsLines) this.lines.push(line)
  }

  count(what: string, by = 1): void {
    this.counts[what] = (this.counts[what] ?? 0) + by
  }

  digest(): string {
    return this.hash.copy().digest('hex').slice(0, 16)
  }
}
