/** Accents and the like, vowel points of Hebrew and Arabic: what people leave out when they type. */
const MARKS =
  /[\u0300-\u036f]|[\u0591-\u05c7]|[\u0610-\u061a]|[\u064b-\u065f]|\u0670|\u200d|\ufe0e|\ufe0f/g

/** Letters that Unicode does not take apart. */
const ALIKE: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
}
const UNLIKE = /[ßæœøđðłþıς]/g

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/**
 * More marks on one letter than any language has: to put them in order takes time with the square of
 * them, and whoever shares a task could freeze the others' devices by it (UAX 15, 13).
 */
const CROWDED = /(\p{M}{30})\p{M}+/gu

/**
 * Text as it is compared: lower case, without accents, compatible forms as one. Syllables of Korean
 * come apart, so that half a syllable finds the whole.
 */
export const foldText = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : text
        .replace(CROWDED, '$1')
        .normalize('NFKD')
        .toLowerCase()
        .normalize('NFKD')
        .replace(MARKS, '')
        .replace(UNLIKE, (letter) => ALIKE[letter] ?? letter)

/** Scripts that are written without spaces: every letter may begin a word. */
const UNSPACED = String.raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Mymr}]`
const UNSPACED_RUN = new RegExp(`^(?:(?=[\\p{L}\\p{N}])${UNSPACED}\\p{M}*)+$`, 'u')
const UNSPACED_LETTER = new RegExp(`(?=[\\p{L}\\p{N}])${UNSPACED}\\p{M}*`, 'gu')
const PIECE = new RegExp(
  [
    String.raw`\p{RI}{2}`,
    String.raw`(?![\p{N}])\p{Extended_Pictographic}`,
    `(?:(?=[\\p{L}\\p{N}])${UNSPACED}\\p{M}*)+`,
    `(?:(?!${UNSPACED})[\\p{L}\\p{N}]\\p{M}*)+`,
  ].join('|'),
  'gu',
)

const lettersOf = (piece: string): string[] | null =>
  piece.charCodeAt(0) > 127 && UNSPACED_RUN.test(piece)
    ? (piece.match(UNSPACED_LETTER) ?? [])
    : null

const pairsOf = (letters: readonly string[]): string[] =>
  letters.slice(1).map((letter, i) => `${letters[i]}${letter}`)

const asciiPieces = (text: string): string[] => {
  const pieces: string[] = []
  let from = -1
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0
    const isPart = (code > 96 && code < 123) || (code > 47 && code < 58)
    if (isPart && from < 0) from = i
    if (isPart || from < 0) continue
    pieces.push(text.slice(from, i))
    from = -1
  }
  return pieces
}

const piecesOf = (text: string): string[] => {
  const folded = foldText(text)
  return isAscii(folded) ? asciiPieces(folded) : (folded.match(PIECE) ?? [])
}

/**
 * The terms under which a text is found: its words, each emoji, and, of what is written without
 * spaces, every letter with the one after it.
 */
export const termsOf = (text: string): string[] =>
  piecesOf(text).flatMap((piece) => {
    const letters = lettersOf(piece)
    return letters ? [...pairsOf(letters), letters.at(-1) ?? ''] : piece
  })

/** No query has more; what comes after is not looked for. */
const MOST_WORDS = 32

/** The words that a query asks for, each once; the last one is still being typed. */
export const wordsOf = (query: string): string[] => {
  const words = piecesOf(query).flatMap((piece) => {
    const letters = lettersOf(piece)
    return letters && letters.length > 1 ? pairsOf(letters) : piece
  })
  const last = words.at(-1)
  const others = words.slice(0, -1).filter((word) => word !== last)
  return last === undefined ? [] : [...[...new Set(others)].slice(0, MOST_WORDS - 1), last]
}
