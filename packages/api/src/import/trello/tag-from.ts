import { LONGEST_SPELLING, MAX_TAG_LENGTH, normalizeTag, Tag } from '@holdfast/domain'
import { cleanText } from '../clean-text.ts'
import { cutText } from '../cut-text.ts'

/** The tag that stands for a name of any length; null where the name has nothing to spell. */
export const tagFrom = (name: string): Tag | null => {
  const begun = cutText(cleanText(name).text, LONGEST_SPELLING)
  const tag = normalizeTag(cutText(normalizeTag(begun), MAX_TAG_LENGTH))
  return tag === '' ? null : Tag.parse(tag)
}
