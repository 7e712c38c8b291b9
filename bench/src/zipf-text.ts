/** Words that a vocabulary has, the first ones used most. */
const VOCABULARY = 20_000

const syllables = (
  'ba be bi bo bu ca ce co da de di do fa fe fi ga ge go ha he hi ka ke la le li lo lu ma me mi mo ' +
  'na ne ni no pa pe pi po ra re ri ro ru sa se si so ta te ti to va ve vi wa we za zo'
).split(' ')

/** The word of a rank: short ones come first, as they do in a language. */
export const zipfWord = (rank: number): string => {
  let word = ''
  for (let rest = rank + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length]
  return word
}

/** A number from 0 to 1, the same for the same seed. */
const chanceOf = (seed: number): number => {
  let mixed = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
}

/** A rank drawn so that the word of rank r is met about 1/r as often as the first (Zipf's law). */
export const zipfRank = (seed: number): number =>
  Math.min(VOCABULARY - 1, Math.floor(VOCABULARY ** chanceOf(seed)) - 1)

/** `count` words, the same for the same seed. */
export const zipfText = (seed: number, count: number): string =>
  Array.from({ length: count }, (_, i) => zipfWord(zipfRank(seed * 31 + i))).join(' ')

/** What a person types on the way to a word, and then the word with one letter wrong. */
export const typed = (word: string): string[] => {
  const beginnings = Array.from({ length: Math.max(0, word.length - 1) }, (_, i) =>
    word.slice(0, i + 2),
  )
  const middle = Math.floor(word.length / 2)
  const wrong = word[middle] === 'x' ? 'q' : 'x'
  return [...beginnings, `${word.slice(0, middle)}${wrong}${word.slice(middle + 1)}`]
}
