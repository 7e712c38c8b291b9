/** Whatever reaches a tab passes here: a frozen one hears it when it wakes, a dead one never. */
export class Gate {
  isFrozen = false
  isDead = false
  private held: (() => void)[] = []

  deliver(run: () => void): void {
    if (this.isDead) return
    if (this.isFrozen) this.held.push(run)
    else run()
  }

  freeze(): void {
    this.isFrozen = true
  }

  /** @returns what it missed, to be delivered in this order */
  wake(): (() => void)[] {
    this.isFrozen = false
    return this.held.splice(0)
  }

  die(): void {
    this.isDead = true
    this.held = []
  }
}
