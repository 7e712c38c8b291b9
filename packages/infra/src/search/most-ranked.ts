/**
 * Most matches that are ranked, the newest of all: to rank is to read and parse the text anew, and a
 * word that is in more tasks than this tells none of them apart.
 */
export const MOST_RANKED = 2000
