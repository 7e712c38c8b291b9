import type { Bucket } from '@holdfast/domain'

/** Open work and what it is drawn with; what later folds changed; done and cancelled work. */
export type Part = 'open' | 'overlay' | 'closed'

const letters = { open: 'h', overlay: 'o', closed: 'c' } as const satisfies Record<Part, string>
const parts: Record<string, Part> = { h: 'open', o: 'overlay', c: 'closed' }

/** A page by its name, which says enough of it that a fold need not read it. */
export interface PageName {
  bucket: Bucket
  part: Part
  /** The last journal entry of the fold that wrote it: later overlays have greater ones. */
  through: number
  place: number
  /** Rows and removals in it. */
  size: number
}

const digits = (value: number, width: number) => String(value).padStart(width, '0')

/** Begins with the bucket, so that a bucket goes by prefix; sorts by part, then by age. */
export const pageKey = ({ bucket, part, through, place, size }: PageName): string =>
  `${pagePrefix(bucket)}${letters[part]}/${digits(through, 14)}.${digits(place, 5)}.${size}`

/** What the keys of all pages of a bucket begin with. */
export const pagePrefix = (bucket: Bucket): string => `${bucket}/`

/** @throws Error when it is no page's key */
export const pageName = (key: string): PageName => {
  const found = /^([^/]+)\/([hoc])\/(\d+)\.(\d+)\.(\d+)$/.exec(key)
  const part = parts[found?.[2] ?? '']
  if (!found || !part) throw new Error(`not a page key: ${key}`)
  const [, bucket, , through, place, size] = found
  return {
    bucket: bucket as Bucket,
    part,
    through: Number(through),
    place: Number(place),
    size: Number(size),
  }
}
