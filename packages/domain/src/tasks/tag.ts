import { z } from 'zod'
import { isKeepable } from '../text.ts'

export const MAX_TAG_LENGTH = 50

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
  .max(200)
  .refine(isKeepable, 'has a character that cannot be kept')
  .overwrite(normalizeTag)
  .refine((tag) => tag !== '', 'is empty')
  .refine((tag) => tag.length <= MAX_TAG_LENGTH, `is longer than ${MAX_TAG_LENGTH} characters`)
  .brand<'Tag'>()
export type Tag = z.infer<typeof Tag>

/** The first spelling's place is kept and doubles are dropped. */
export const uniqueTags = (tags: readonly Tag[]): Tag[] => [...new Set(tags)]
