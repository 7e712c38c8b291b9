import { AppError } from '@holdfast/domain'
import { z } from 'zod'

/*
 * Only what decides whether a file is a board is required. The rest of a Trello export may be missing
 * or null, and what is not named here stays on the objects, so that it can be kept.
 */

const id = z.string().regex(/^[!-~]{1,200}$/)
const words = z
  .string()
  .nullish()
  .transform((value) => value ?? '')
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)
const position = z.number().catch(0)
const many = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? [])

const TrelloList = z.looseObject({ id, name: words, closed: flag, pos: position })
export type TrelloList = z.infer<typeof TrelloList>

const TrelloLabel = z.looseObject({ id, name: words, color: z.string().nullish() })
export type TrelloLabel = z.infer<typeof TrelloLabel>

const TrelloMember = z.looseObject({ id, fullName: words, username: words })
export type TrelloMember = z.infer<typeof TrelloMember>

const TrelloCheckItem = z.looseObject({
  name: words,
  state: z.string().nullish(),
  pos: position,
  due: z.string().nullish(),
  idMember: z.string().nullish(),
})

const TrelloChecklist = z.looseObject({
  id,
  name: words,
  idCard: z.string().nullish(),
  pos: position,
  checkItems: many(TrelloCheckItem),
})
export type TrelloChecklist = z.infer<typeof TrelloChecklist>

const TrelloAttachment = z.looseObject({ name: words, url: words, pos: position })

const TrelloCard = z.looseObject({
  id,
  idShort: z.int().nullish(),
  name: words,
  desc: words,
  closed: flag,
  isTemplate: flag,
  idList: z.string().nullish(),
  pos: position,
  due: z.string().nullish(),
  dueComplete: flag,
  idMembers: many(z.string()),
  idLabels: many(z.string()),
  labels: many(TrelloLabel),
  attachments: many(TrelloAttachment),
})
export type TrelloCard = z.infer<typeof TrelloCard>

const TrelloAction = z.looseObject({
  id,
  type: words,
  date: words,
  idMemberCreator: z.string().nullish(),
  memberCreator: TrelloMember.nullish().catch(null),
  member: TrelloMember.nullish().catch(null),
  data: z
    .looseObject({
      text: z.string().nullish().catch(null),
      card: z.looseObject({ id: z.string().nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
})
export type TrelloAction = z.infer<typeof TrelloAction>

const TrelloBoard = z.looseObject({
  id,
  name: words,
  desc: words,
  lists: z.array(TrelloList),
  cards: z.array(TrelloCard),
  labels: many(TrelloLabel),
  members: many(TrelloMember),
  checklists: many(TrelloChecklist),
  actions: many(TrelloAction),
  customFields: many(z.looseObject({ id })),
})
export type TrelloBoard = z.infer<typeof TrelloBoard>

const HOW_TO_EXPORT =
  'In Trello, open the board’s menu, choose “Print, export, and share”, then “Export as JSON”.'

const placeOf = (issue: z.core.$ZodIssue): string =>
  issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .slice(1)

const valueAt = (file: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => Object(value)[key], file)

const whatIsWrong = (file: unknown, issue: z.core.$ZodIssue | undefined): string => {
  if (issue === undefined || issue.path.length === 0) return 'it is not a JSON object'
  const isMissing = valueAt(file, issue.path) == null
  return `“${placeOf(issue)}” ${isMissing ? 'is missing' : 'does not hold what Trello writes there'}`
}

/**
 * Reads the JSON that Trello makes of one board.
 * @throws AppError `import-unreadable`, which names what is wrong and how to export
 */
export const readTrelloBoard = (file: unknown): TrelloBoard => {
  const parsed = TrelloBoard.safeParse(file)
  if (parsed.success) return parsed.data
  const wrong = whatIsWrong(file, parsed.error.issues[0])
  throw new AppError(
    'import-unreadable',
    `This file is not a Trello board (${wrong}). ${HOW_TO_EXPORT}`,
  )
}
