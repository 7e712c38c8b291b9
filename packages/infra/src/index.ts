export type { SearchIndex, SearchPage, TaskSearch } from './search/port.ts'
