const PREFIX = 'snapshots/'

/** Where the pages of all builds are. */
export const PAGE_BLOBS = PREFIX

/** The blob of a page, `index` counting from 0. */
export const pageKeyOf = (build: string, index: number): string => `${PREFIX}${build}/${index}`

/** The build that a blob is a page of; undefined for another kind of blob. */
export const buildOf = (key: string): string | undefined =>
  /^snapshots\/([0-9a-f-]{36})\/\d+$/.exec(key)?.[1]
