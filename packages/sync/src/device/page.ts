import type { Conflict, Member, Project, RowByKind, RowKind, Task, User } from '@holdfast/domain'
import type { Removal, SyncedRow } from '../wire/row.ts'
import {
  type ColumnKinds,
  createInterner,
  type Interner,
  readTable,
  type Table,
  writeTable,
} from './page-table.ts'

/** Raised with every change of the format; a device drops pages of another version and joins again. */
export const PAGE_VERSION = 2

/** Rows of a full page: enough to pack well, few enough to decode in a few milliseconds. */
export const PAGE_ROWS = 1000

/** What one page says of one bucket. */
export interface Page {
  rows: SyncedRow[]
  /** Rows that earlier pages of the bucket hold and that are in it no more. */
  removed: Removal[]
}

/** Torn, or of a format that this program does not know. */
export class UnreadablePage extends Error {
  constructor(cause: unknown) {
    super('the page cannot be read', { cause })
    this.name = 'UnreadablePage'
  }
}

interface PageText {
  v: number
  tables: Partial<Record<RowKind, Table>>
  removed: Removal[]
}

/** Rows of any kinds as columns of JSON, a table for each kind. Without compression. */
export const encodePage = ({ rows, removed }: Page): string => {
  const of = <K extends RowKind>(kind: K): RowByKind[K][] =>
    rows.filter((row) => row.kind === kind).map((row) => row.row as RowByKind[K])
  const tables: PageText['tables'] = {}
  const add = <K extends RowKind>(kind: K, kinds: ColumnKinds<RowByKind[K]>) => {
    const ofKind = of(kind)
    if (ofKind.length > 0) tables[kind] = writeTable(kinds, ofKind)
  }
  add('user', userColumns)
  add('conflict', conflictColumns)
  add('project', projectColumns)
  add('member', memberColumns)
  add('task', taskColumns)
  return JSON.stringify({ v: PAGE_VERSION, tables, removed } satisfies PageText)
}

/**
 * A reader whose pages share equal values. Shared arrays are frozen.
 * @throws UnreadablePage
 */
export const createPageReader = (): ((text: string) => Page) => {
  const intern = createInterner()
  return (text) => {
    try {
      return readPage(JSON.parse(text), intern)
    } catch (cause) {
      throw new UnreadablePage(cause)
    }
  }
}

const readPage = (page: PageText, intern: Interner): Page => {
  if (page.v !== PAGE_VERSION) throw new Error(`page version ${page.v}`)
  const { user, project, member, task, conflict } = page.tables
  const rows: SyncedRow[] = []
  if (user) readUsers(user, intern, rows)
  if (conflict) readConflicts(conflict, intern, rows)
  if (project) readProjects(project, intern, rows)
  if (member) readMembers(member, intern, rows)
  if (task) readTasks(task, intern, rows)
  if (!Array.isArray(page.removed)) throw new Error('removals are missing')
  return { rows, removed: page.removed }
}

// Below, each kind names its columns once and builds a row with one literal: the engine then keeps
// a single shape for all rows of a kind, which halves their memory and the time to read them.

const cell = <T>(column: readonly T[], i: number): T => column[i] as T

/** What is alike is one text in memory: most tasks were never changed, or last when they were done. */
const sameText = <T>(text: T, other: T | null): T => (text === other ? (other as T) : text)

const taskColumns: ColumnKinds<Task> = {
  id: 'id',
  title: 'plain',
  description: 'plain',
  status: 'shared',
  priority: 'shared',
  dueDate: 'instant',
  dueAllDay: 'shared',
  createdBy: 'shared',
  assignedTo: 'shared',
  projectId: 'shared',
  tags: 'shared',
  orderKey: 'order',
  createdAt: 'instant',
  updatedAt: 'instant',
  completedAt: 'instant',
  deletedAt: 'instant',
  version: 'count',
}

const readTasks = (table: Table, intern: Interner, into: SyncedRow[]): void => {
  const c = readTable(taskColumns, table, intern)
  for (let i = 0; i < table.n; i++)
    into.push({
      kind: 'task',
      row: {
        id: cell(c.id, i),
        title: cell(c.title, i),
        description: cell(c.description, i),
        status: cell(c.status, i),
        priority: cell(c.priority, i),
        dueDate: cell(c.dueDate, i),
        dueAllDay: cell(c.dueAllDay, i),
        createdBy: cell(c.createdBy, i),
        assignedTo: cell(c.assignedTo, i),
        projectId: cell(c.projectId, i),
        tags: cell(c.tags, i),
        orderKey: cell(c.orderKey, i),
        createdAt: cell(c.createdAt, i),
        updatedAt: sameText(cell(c.updatedAt, i), cell(c.createdAt, i)),
        completedAt: sameText(cell(c.completedAt, i), cell(c.updatedAt, i)),
        deletedAt: cell(c.deletedAt, i),
        version: cell(c.version, i),
      },
    })
}

const projectColumns: ColumnKinds<Project> = {
  id: 'id',
  name: 'plain',
  description: 'plain',
  status: 'shared',
  ownerId: 'shared',
  createdAt: 'instant',
  updatedAt: 'instant',
  version: 'count',
}

const readProjects = (table: Table, intern: Interner, into: SyncedRow[]): void => {
  const c = readTable(projectColumns, table, intern)
  for (let i = 0; i < table.n; i++)
    into.push({
      kind: 'project',
      row: {
        id: cell(c.id, i),
        name: cell(c.name, i),
        description: cell(c.description, i),
        status: cell(c.status, i),
        ownerId: cell(c.ownerId, i),
        createdAt: cell(c.createdAt, i),
        updatedAt: cell(c.updatedAt, i),
        version: cell(c.version, i),
      },
    })
}

const memberColumns: ColumnKinds<Member> = {
  id: 'id',
  projectId: 'shared',
  userId: 'shared',
  role: 'shared',
  displayName: 'shared',
  avatar: 'shared',
  left: 'shared',
  version: 'count',
}

const readMembers = (table: Table, intern: Interner, into: SyncedRow[]): void => {
  const c = readTable(memberColumns, table, intern)
  for (let i = 0; i < table.n; i++)
    into.push({
      kind: 'member',
      row: {
        id: cell(c.id, i),
        projectId: cell(c.projectId, i),
        userId: cell(c.userId, i),
        role: cell(c.role, i),
        displayName: cell(c.displayName, i),
        avatar: cell(c.avatar, i),
        left: cell(c.left, i),
        version: cell(c.version, i),
      },
    })
}

const userColumns: ColumnKinds<User> = {
  id: 'id',
  email: 'plain',
  emailVerified: 'shared',
  status: 'shared',
  createdAt: 'instant',
  updatedAt: 'instant',
  profile: 'plain',
  preferences: 'plain',
  version: 'count',
}

const readUsers = (table: Table, intern: Interner, into: SyncedRow[]): void => {
  const c = readTable(userColumns, table, intern)
  for (let i = 0; i < table.n; i++)
    into.push({
      kind: 'user',
      row: {
        id: cell(c.id, i),
        email: cell(c.email, i),
        emailVerified: cell(c.emailVerified, i),
        status: cell(c.status, i),
        createdAt: cell(c.createdAt, i),
        updatedAt: cell(c.updatedAt, i),
        profile: cell(c.profile, i),
        preferences: cell(c.preferences, i),
        version: cell(c.version, i),
      },
    })
}

const conflictColumns: ColumnKinds<Conflict> = {
  id: 'id',
  userId: 'shared',
  taskId: 'shared',
  projectId: 'shared',
  field: 'shared',
  kind: 'shared',
  base: 'plain',
  lost: 'plain',
  kept: 'plain',
  by: 'shared',
  at: 'instant',
  dismissedAt: 'instant',
  version: 'count',
}

const readConflicts = (table: Table, intern: Interner, into: SyncedRow[]): void => {
  const c = readTable(conflictColumns, table, intern)
  for (let i = 0; i < table.n; i++)
    into.push({
      kind: 'conflict',
      row: {
        id: cell(c.id, i),
        userId: cell(c.userId, i),
        taskId: cell(c.taskId, i),
        projectId: cell(c.projectId, i),
        field: cell(c.field, i),
        kind: cell(c.kind, i),
        base: cell(c.base, i),
        lost: cell(c.lost, i),
        kept: cell(c.kept, i),
        by: cell(c.by, i),
        at: cell(c.at, i),
        dismissedAt: cell(c.dismissedAt, i),
        version: cell(c.version, i),
      },
    })
}
