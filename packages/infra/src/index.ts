export type { BlobEntry, BlobStore, OpenBlob } from './blobs/port.ts'
export type { SearchIndex, SearchPage, TaskSearch } from './search/port.ts'
