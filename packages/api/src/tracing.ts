/** What a span says of itself. Neither texts of people nor secrets belong here. */
export type SpanFacts = Record<string, string | number | boolean>

/** Adds to what a span says, once that is known. `failed` marks it. */
export type Note = (facts: SpanFacts & { failed?: boolean }) => void

/** Where the parts tell how long each step of a piece of work took, and what it was a step of. */
export interface Tracing {
  /**
   * Does the work as a step of whatever is under way. It begins at once; throwing marks it as failed.
   * @param name one of few: an id or a text goes into the facts, if anywhere
   */
  span<T>(name: string, facts: SpanFacts, work: (note: Note) => Promise<T>): Promise<T>
}

/** Tells nobody. */
export const noTracing: Tracing = { span: (_name, _facts, work) => work(() => undefined) }
