/** Answers that nobody watches are kept so far, in case the screen comes back. */
const MOST_UNWATCHED = 64

export const prune = (answers: Map<unknown, { isWatched: boolean }>): void => {
  if (answers.size < MOST_UNWATCHED) return
  for (const [key, answer] of answers) if (!answer.isWatched) answers.delete(key)
}
