/** What a client of the floor says. */
export type FloorRequest =
  | { type: 'snapshot' }
  | { type: 'push'; id: number; ids: string[]; titles: string[] }

/** What its server says, apart from the chunks of the snapshot, which are binary. */
export type FloorMessage =
  | { type: 'end' }
  | { type: 'done'; id: number }
  | { type: 'frame'; ids: string[]; titles: string[] }
