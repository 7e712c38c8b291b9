import type { Bucket } from '@holdfast/domain'
import { encodePage, type Page, type SyncedRow } from '@holdfast/sync'
import { gzip } from '#gzip'
import { type BaseChange, type BucketChange, Fates } from './base-change.ts'
import type { StoredPage, Writes } from './disk.ts'
import { isOpenRow } from './is-open-row.ts'
import { type PageName, type Part, pageKey, pageName } from './page-key.ts'

/** Past this share of a bucket in overlays its pages are written anew. */
const MAX_OVERLAY_SHARE = 0.2

/** Past so many overlays as well: each is read before the first row is drawn. */
const MAX_OVERLAYS = 32

type PageWrites = Required<Pick<Writes, 'pageDeletes' | 'pagePuts'>>

interface Ground {
  /** Of all pages there are. */
  keys: readonly string[]
  /** The last journal entry that is folded. */
  through: number
  /** Rows of a full page. */
  pageRows: number
  /** What pages say, to be merged with what is folded. */
  read: (keys: readonly string[]) => Promise<Page[]>
}

/** What folding `change` writes. */
export const foldPages = async (change: BaseChange, ground: Ground): Promise<PageWrites> => {
  const pageDeletes: string[] = []
  const pagePuts: Required<StoredPage>[] = []
  const names = ground.keys.map(pageName)
  for (const [bucket, bucketChange] of change.buckets) {
    const old = names.filter((name) => name.bucket === bucket)
    const merge = old.length > 0 && isWorthMerging(old, bucketChange, ground)
    if (merge) pageDeletes.push(...old.map(pageKey))
    const parts = merge
      ? baseParts(await merged(old, bucketChange, ground))
      : addedParts(old, bucketChange)
    pagePuts.push(...(await written(bucket, parts, merge ? [] : old, ground)))
  }
  return { pageDeletes, pagePuts }
}

const sizeOf = (names: readonly PageName[], test: (part: Part) => boolean): number =>
  names.reduce((sum, { part, size }) => (test(part) ? sum + size : sum), 0)

const isWorthMerging = (
  old: readonly PageName[],
  { joined, changed }: BucketChange,
  { pageRows }: Ground,
): boolean => {
  const overlaid = sizeOf(old, (part) => part === 'overlay') + changed.size
  const base = sizeOf(old, (part) => part !== 'overlay') + joined.size
  if (base + overlaid <= pageRows || overlaid > base * MAX_OVERLAY_SHARE) return true
  return old.filter(({ part }) => part === 'overlay').length >= MAX_OVERLAYS
}

const merged = async (
  old: readonly PageName[],
  { joined, changed }: BucketChange,
  { read }: Ground,
): Promise<SyncedRow[]> => {
  const fates = new Fates()
  for (const { rows, removed } of await read(old.map(pageKey))) {
    for (const row of rows) fates.addRow(row)
    for (const removal of removed) fates.addRemoval(removal)
  }
  for (const [key, fate] of [...joined, ...changed]) fates.add(key, fate)
  return fates.rows()
}

interface PartContent extends Page {
  part: Part
}

const baseParts = (rows: readonly SyncedRow[]): PartContent[] => [
  { part: 'open', rows: rows.filter(isOpenRow), removed: [] },
  { part: 'closed', rows: rows.filter((row) => !isOpenRow(row)), removed: [] },
]

const addedParts = (old: readonly PageName[], { joined, changed }: BucketChange): PartContent[] => {
  if (old.length === 0) return baseParts([...joined.rows(), ...changed.rows()])
  const overlay = { part: 'overlay', rows: changed.rows(), removed: changed.removals() } as const
  return [...baseParts(joined.rows()), overlay]
}

/** The last entry that is folded may have brought a page of its own, which is to stay: its place is taken. */
const firstPlace = (kept: readonly PageName[], part: Part, through: number): number =>
  Math.max(
    0,
    ...kept.flatMap((name) =>
      name.part === part && name.through === through ? [name.place + 1] : [],
    ),
  )

const written = async (
  bucket: Bucket,
  parts: readonly PartContent[],
  kept: readonly PageName[],
  { through, pageRows }: Ground,
): Promise<Required<StoredPage>[]> => {
  const pages: Required<StoredPage>[] = []
  for (const { part, rows, removed } of parts) {
    const first = firstPlace(kept, part, through)
    const count = Math.ceil(Math.max(rows.length, removed.length) / pageRows)
    for (let place = 0; place < count; place++) {
      const cut = <T>(all: readonly T[]) => all.slice(place * pageRows, (place + 1) * pageRows)
      const page = { rows: cut(rows), removed: cut(removed) }
      const size = page.rows.length + page.removed.length
      const key = pageKey({ bucket, part, through, place: first + place, size })
      pages.push({ key, bytes: await gzip(encodePage(page)) })
    }
  }
  return pages
}
