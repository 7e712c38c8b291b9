import { IsoDate, ProjectId, ProjectName, Tag, TaskId, TaskStatus, UserId } from '@holdfast/domain'
import { z } from 'zod'

/** Where the cards of a list go. */
export const ListTarget = z.strictObject({ status: TaskStatus, tag: Tag.nullable() })
export type ListTarget = z.infer<typeof ListTarget>

/** By the list's id; a list that is not named goes where the preview suggests. */
export const ListMapping = z.record(z.string(), ListTarget)
export type ListMapping = z.infer<typeof ListMapping>

/** By the member's id; a member who is not named is nobody here and stays a name in the text. */
export const MemberMapping = z.record(z.string(), UserId.nullable())
export type MemberMapping = z.infer<typeof MemberMapping>

const source = z.literal('trello')

export const ImportPreviewInput = z.strictObject({
  source,
  /** The board as Trello exports it. */
  file: z.unknown(),
  /** The project to import into, where there is one already. */
  projectId: ProjectId.optional(),
  listMapping: ListMapping.default({}),
  memberMapping: MemberMapping.default({}),
})

export const ImportRunInput = z.strictObject({
  source,
  file: z.unknown(),
  /** Made by the client; a project that does not exist is created. */
  projectId: ProjectId,
  projectName: ProjectName,
  listMapping: ListMapping.default({}),
  memberMapping: MemberMapping.default({}),
})
export type ImportRunInput = z.infer<typeof ImportRunInput>

/**
 * What becomes of a card. `unchanged`: imported before and the same since. `kept`: imported before
 * and changed in Trello since, the task is left as it is. `skipped`: the file has the card twice.
 */
export const CardOutcome = z.enum(['created', 'unchanged', 'kept', 'skipped'])
export type CardOutcome = z.infer<typeof CardOutcome>

export const ImportTotals = z.record(CardOutcome, z.int())
export type ImportTotals = z.infer<typeof ImportTotals>

const PlannedLine = z.object({
  sourceId: z.string(),
  /** The number of the card on its board. */
  number: z.int().nullable(),
  title: z.string(),
  outcome: CardOutcome,
  /** What was cut, cleaned or could not be carried over, in sentences. */
  notes: z.array(z.string()),
})

/** A project that the board was imported into before. */
const EarlierProject = z.object({ projectId: ProjectId, name: z.string(), importedAt: IsoDate })
export type EarlierProject = z.infer<typeof EarlierProject>

export const ImportPreview = z.object({
  board: z.object({ id: z.string(), name: z.string(), exportedThrough: IsoDate.nullable() }),
  /** Newest first; only those that the caller may write to. */
  earlier: z.array(EarlierProject),
  counts: z.object({
    cards: z.int(),
    archivedCards: z.int(),
    lists: z.int(),
    labels: z.int(),
    members: z.int(),
    checklists: z.int(),
    checklistItems: z.int(),
    comments: z.int(),
    attachments: z.int(),
    dueDates: z.int(),
    customFields: z.int(),
    actions: z.int(),
  }),
  lists: z.array(
    z.object({
      listId: z.string(),
      name: z.string(),
      closed: z.boolean(),
      cards: z.int(),
      suggestion: ListTarget,
      why: z.enum(['name', 'no-match']),
    }),
  ),
  members: z.array(
    z.object({
      memberId: z.string(),
      name: z.string(),
      username: z.string(),
      /** Cards they are on, and comments they wrote. */
      cards: z.int(),
      comments: z.int(),
      /** Not a member of the board any more: known from its history only. */
      left: z.boolean(),
      suggestion: UserId.nullable(),
    }),
  ),
  /** Whom members may be matched with: the project's members and people you share a project with. */
  people: z.array(z.object({ userId: UserId, displayName: z.string(), inProject: z.boolean() })),
  labels: z.array(z.object({ labelId: z.string(), name: z.string(), tag: Tag.nullable() })),
  warnings: z.array(z.string()),
  totals: ImportTotals,
  cards: z.array(
    PlannedLine.extend({
      listId: z.string().nullable(),
      archived: z.boolean(),
      status: TaskStatus,
      tags: z.array(Tag),
      dueDate: IsoDate.nullable(),
      assignedTo: UserId.nullable(),
    }),
  ),
})
export type ImportPreview = z.infer<typeof ImportPreview>

export const ImportReport = z.object({
  /** Null where there was nothing to write. */
  runId: z.uuid().nullable(),
  projectId: ProjectId,
  projectName: z.string(),
  totals: ImportTotals,
  warnings: z.array(z.string()),
  /** Who became a member of the project, to be assigned their work. */
  joined: z.array(z.object({ userId: UserId, displayName: z.string() })),
  cards: z.array(PlannedLine.extend({ taskId: TaskId.nullable() })),
})
export type ImportReport = z.infer<typeof ImportReport>
