import {
  IsoDate,
  initialOrderKey,
  isoDate,
  MAX_TAGS,
  type MutatorInput,
  type ProjectId,
  type Tag,
  type TaskId,
  type TaskStatus,
  type UserId,
  uniqueTags,
} from '@holdfast/domain'
import { cleanText } from '../clean-text.ts'
import { cutText } from '../cut-text.ts'
import type { ListMapping, ListTarget, MemberMapping } from '../import-contract.ts'
import { taskIdOf } from '../task-id-of.ts'
import type { TrelloCard } from './board.ts'
import { type BoardIndex, cardsInOrder } from './board-index.ts'
import { describeCard } from './describe-card.ts'
import { suggestListTarget } from './suggest-list-target.ts'
import { tagFrom } from './tag-from.ts'

const MAX_TITLE = 500
const MAX_DESCRIPTION = 100_000
const CUT_NOTE = '\n\n(Cut here. The whole text is kept with the imported data.)'

export interface PlanOptions {
  projectId: ProjectId
  lists: ListMapping
  members: MemberMapping
  /** When the import happens; the cards line up just before it, in the board's order. */
  at: IsoDate
}

/** The task that a card becomes, every field decided. */
export interface PlannedTask extends Required<MutatorInput<'create-task'>> {
  id: TaskId
  title: string
  status: TaskStatus
  tags: Tag[]
  assignedTo: UserId | null
  dueDate: IsoDate | null
}

export interface PlannedCard {
  card: TrelloCard
  archived: boolean
  /** Null for the second of two cards with one id. */
  task: PlannedTask | null
  notes: string[]
}

/** Where the cards of a list go: as mapped, else as its name suggests. */
const targetOf = (index: BoardIndex, { lists }: PlanOptions, card: TrelloCard): ListTarget => {
  const listId = card.idList ?? ''
  if (Object.hasOwn(lists, listId)) return lists[listId] as ListTarget
  const list = index.lists.get(listId)
  return list ? suggestListTarget(list.name).target : { status: 'todo', tag: null }
}

/** By what takes each character once: a name may be megabytes of blanks. */
const onOneLine = (name: string): string =>
  name.replace(/\s+/g, (blank) => (/[\r\n]/.test(blank) ? ' ' : blank))

const titleOf = (card: TrelloCard, notes: string[]): { title: string; cut: boolean } => {
  const { text, changed } = cleanText(onOneLine(card.name))
  if (changed) notes.push('Control characters in the title were taken out.')
  if (text.trim() === '') {
    notes.push('The card has no title.')
    return { title: `Untitled card${card.idShort ? ` ${card.idShort}` : ''}`, cut: false }
  }
  if (text.length <= MAX_TITLE) return { title: text, cut: false }
  notes.push(`The title is longer than ${MAX_TITLE} characters; the whole is in the description.`)
  return { title: `${cutText(text, MAX_TITLE - 1)}…`, cut: true }
}

const descriptionOf = (markdown: string, notes: string[]): string | null => {
  const { text, changed } = cleanText(markdown)
  if (changed) notes.push('Control characters in the text were taken out.')
  if (text === '') return null
  if (text.length <= MAX_DESCRIPTION) return text
  notes.push(`The text is longer than ${MAX_DESCRIPTION} characters and was cut.`)
  return cutText(text, MAX_DESCRIPTION - CUT_NOTE.length) + CUT_NOTE
}

const tagsOf = (
  index: BoardIndex,
  card: TrelloCard,
  fixed: readonly (Tag | null)[],
  notes: string[],
): Tag[] => {
  const labelIds = [...new Set([...card.idLabels, ...card.labels.map((label) => label.id)])]
  const labels = labelIds.map((id) => {
    const label = index.labels.get(id)
    const name = label?.name.trim() ?? ''
    const tag = tagFrom(name) ?? tagFrom(label?.color ?? '')
    if (!tag) notes.push('A label without name or colour was left out.')
    else if (!label || name === '') notes.push(`A label without a name became “${tag}”.`)
    else if (tag.length < name.length && cleanText(name).text.trim().length > 50)
      notes.push(`The label “${name}” became “${tag}”: tags have 50 characters at most.`)
    return tag
  })
  const tags = uniqueTags([...fixed, ...labels].filter((tag) => tag !== null))
  if (tags.length > MAX_TAGS) notes.push(`Only the first ${MAX_TAGS} labels became tags.`)
  return tags.slice(0, MAX_TAGS)
}

const dueOf = (card: TrelloCard, notes: string[]): IsoDate | null => {
  if (!card.due) return null
  const time = Date.parse(card.due)
  const due = IsoDate.safeParse(Number.isNaN(time) ? '' : new Date(time).toISOString())
  if (due.success) return due.data
  notes.push(`The due date “${card.due}” could not be read.`)
  return null
}

const assigneeOf = (card: TrelloCard, members: MemberMapping): UserId | null => {
  for (const id of card.idMembers) {
    const userId = Object.hasOwn(members, id) ? members[id] : null
    if (userId) return userId
  }
  return null
}

const statusOf = (card: TrelloCard, archived: boolean, target: ListTarget): TaskStatus => {
  if (card.dueComplete || target.status === 'completed') return 'completed'
  return archived ? 'cancelled' : target.status
}

const planCard = (
  index: BoardIndex,
  card: TrelloCard,
  options: PlanOptions,
  beforeEnd: number,
): PlannedCard => {
  const notes: string[] = []
  const list = card.idList ? index.lists.get(card.idList) : undefined
  if (!list) notes.push('Its list is not in the file.')
  const archived = card.closed || list?.closed === true
  const target = targetOf(index, options, card)
  const id = taskIdOf(options.projectId, 'trello', card.id)
  const { title, cut } = titleOf(card, notes)
  const assignedTo = assigneeOf(card, options.members)
  const showMembers = card.idMembers.length > (assignedTo ? 1 : 0)
  const markdown = describeCard(index, card, { wholeTitle: cut, showMembers })
  const marks = [
    archived ? tagFrom('archived') : null,
    card.isTemplate ? tagFrom('template') : null,
  ]
  const place = isoDate(new Date(Date.parse(options.at) - beforeEnd))
  const task: PlannedTask = {
    id,
    projectId: options.projectId,
    title,
    description: descriptionOf(markdown, notes),
    status: statusOf(card, archived, target),
    priority: 'medium',
    dueDate: dueOf(card, notes),
    dueAllDay: false,
    assignedTo,
    tags: tagsOf(index, card, [...marks, target.tag], notes),
    orderKey: initialOrderKey(place, id),
  }
  return { card, archived, task, notes }
}

/** What every card of the board becomes, in the board's order. */
export const planTrelloImport = (index: BoardIndex, options: PlanOptions): PlannedCard[] => {
  const cards = cardsInOrder(index)
  const met = new Set<string>()
  return cards.map((card, at) => {
    if (met.has(card.id))
      return { card, archived: card.closed, task: null, notes: ['The file has this card twice.'] }
    met.add(card.id)
    return planCard(index, card, options, cards.length - at)
  })
}
