import { z } from 'zod'
import { isKeepable } from '../text.ts'

export const MAX_TAG_LENGTH = 50
/** Of a tag as somebody writes it, in UTF-16 code units. To bring a text into NFC takes the square of it. */
export const LONGEST_SPELLING = 200

/**
 * The one spelling of a tag: NFC, lower case, words joined by hyphens, without a leading `#`.
 * Returns '' where nothing is left.
 */
export const normalizeTag = (raw: string): string =>
  raw
    .toLowerCase()
    .normalize('NFC')
    .replace(/[\s,]+/gu, '-')
    .replace(/^[#-]+|-+$/g, '')

/** Any spelling goes in, the normal one comes out. */
export const Tag = z
  .string()
  .max(LONGEST_SPELLING, { abort: true })
  .refine(isKeepable, 'has a character that cannot be kept')
  .overwrite(normalizeTag)
  .refine((tag) => tag !== '', 'is empty')
  .refine((tag) => tag.length <= MAX_TAG_LENGTH, `is longer than ${MAX_TAG_LENGTH} characters`)
  .brand<'Tag'>()
export type Tag = z.infer<typeof Tag>

/** The first spelling's place is kept and doubles are dropped. */
export const uniqueTags = (tags: readonly Tag[]): Tag[] => [...new Set(tags)]

/** A `#` at the start of a word, quoted or in brackets too, and what follows until the word ends. */
const MARKED = /(?<=^|[\s,;([{"“‘«'])#([^\s,;()[\]{}"“”«»]+)/gu
const CLOSING = /[.:!?'’…*_~`]+$/u

/**
 * The tags that a text names as `#words`, in their order, each once. What is no tag by itself, as
 * the mark of a heading or a word that is too long, names none.
 */
export const tagsIn = (text: string): Tag[] =>
  uniqueTags(
    [...text.matchAll(MARKED)].flatMap(([, word = '']) => {
      const tag = Tag.safeParse(word.replace(CLOSING, ''))
      return tag.success && /\p{L}|\p{N}/u.test(tag.data) ? [tag.data] : []
    }),
  )
