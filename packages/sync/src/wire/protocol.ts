/** Raised with every change of the wire; a test that hashes the schemas says when. */
export const PROTOCOL = 3

/** Most mutations in one push. */
export const MAX_PUSH = 500

/**
 * A push of more than one mutation is no longer than this, in UTF-16 code units of JSON: at most
 * three times as many bytes, which every server takes at once.
 */
export const MAX_PUSH_LENGTH = 300_000

/** A frame longer than this is announced instead, and devices pull. In bytes of JSON. */
export const MAX_FRAME_BYTES = 64 * 1024

/** Most rows of a page of a pull; a commit is never cut in two. */
export const PULL_PAGE_ROWS = 1000

/** A page of a pull ends with the row that makes it longer than this, in bytes. */
export const PULL_PAGE_BYTES = 1024 * 1024
