/**
 * What a value to be cached is held to: a fill succeeds only while its own place and every stamp are
 * as they were when the ticket was given.
 */
export interface Ticket {
  place: string
  stamps: ReadonlyMap<string, string>
}

/**
 * Values by key that may be gone at any moment. Keys lie in **spaces**, and nothing of one space is
 * seen in another.
 *
 * A value is made from things that change. Each of these has a **stamp**: a key of its own, whose
 * value means nothing but "unchanged since". A value is given out only while all of its stamps are
 * there as they were, so taking one stamp out takes out every value that was made under it, and a
 * stamp that is lost does no harm.
 *
 * Every method but `life` rejects where the memory is out of reach; none waits for longer than the
 * adapter's own patience.
 */
export interface Cache extends AsyncDisposable {
  /**
   * Names the memory behind, anew when that could have forgotten what was taken out of it: a program
   * that was started again may hold an old copy. null: out of reach. What is asked goes to the life
   * that is named at that moment, or nowhere.
   */
  readonly life: string | null
  /** Is the memory in its senses? @throws Error where it is not */
  probe(): Promise<void>
  /** null: not there, or not to be used any more. */
  get(space: string, key: string): Promise<string | null>
  /**
   * To be called before the value is read from where it is made; takes out what the key held. Several
   * who begin before one of them fills get the same ticket.
   * @param keepFor how long the stamps are kept at least, in ms: not less than the value
   */
  begin(space: string, key: string, stamps: readonly string[], keepFor: number): Promise<Ticket>
  /**
   * Keeps a value for `keepFor` ms.
   * @returns false, and keeps nothing, when anything that the ticket names was taken out since
   */
  fill(space: string, key: string, ticket: Ticket, value: string, keepFor: number): Promise<boolean>
  /** Takes out values and stamps; those that are not there are no error. */
  remove(space: string, keys: readonly string[]): Promise<void>
  /** Takes out everything whose key matches, where `*` stands for anything. @returns how many */
  removeMatching(space: string, pattern: string): Promise<number>
  /** Takes out all spaces but this one. */
  keepOnly(space: string): Promise<void>
}

/** How long somebody who began may take to fill, in ms. */
export const PLACE_KEPT_FOR = 30_000
