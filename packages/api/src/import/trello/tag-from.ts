import { MAX_TAG_LENGTH, normalizeTag, Tag } from '@holdfast/domain'
import { cleanText } from '../clean-text.ts'
import { cutText } from '../cut-text.ts'

/** The tag that stands for a name of any length; null where the name has nothing to spell. */
export const tagFrom = (name: string): Tag | null => {
  const tag = normalizeTag(cutText(normalizeTag(cleanText(name).text), MAX_TAG_LENGTH))
  return tag === '' ? null : Tag.parse(tag)
}
