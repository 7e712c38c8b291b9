/**
 * The epoch of a cluster has numbers in it that are drawn when it is made. In a simulation epochs go
 * by the order in which they were met.
 */
export class EpochNames {
  private readonly names = new Map<string, string>()

  nameOf(epoch: string): string {
    const known = this.names.get(epoch) ?? `epoch-${this.names.size + 1}`
    this.names.set(epoch, known)
    return known
  }

  /** As the server knows it. */
  inbound<T extends { epoch: string | null }>(message: T): T {
    const found = [...this.names].find(([, name]) => name === message.epoch)
    return { ...message, epoch: found?.[0] ?? message.epoch }
  }

  /** As the simulation knows it. */
  outbound<T extends object>(message: T): T {
    return 'epoch' in message && typeof message.epoch === 'string'
      ? { ...message, epoch: this.nameOf(message.epoch) }
      : message
  }
}
