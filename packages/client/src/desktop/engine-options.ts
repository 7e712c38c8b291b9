/**
 * What a process that holds a person's rows gives to V8. Rows that arrive all at once make it widen
 * the space for new objects to several times that, and it keeps it. `docs/decisions/0017`
 */
export const ENGINE_OPTIONS = '--max-semi-space-size=8'
