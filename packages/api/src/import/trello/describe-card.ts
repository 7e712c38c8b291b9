import type { TrelloAction, TrelloCard, TrelloChecklist } from './board.ts'
import { type BoardIndex, nameOfMember } from './board-index.ts'

/** An instant for reading, in UTC: `2019-06-10 21:31 UTC`. Text that is no date stays as it is. */
const readableInstant = (date: string): string => {
  const time = Date.parse(date)
  if (Number.isNaN(time)) return date
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const checklistSection = (index: BoardIndex, checklist: TrelloChecklist): string => {
  const items = checklist.checkItems
    .toSorted((a, b) => a.pos - b.pos)
    .map((item) => {
      const extras = [
        ...(item.idMember ? [nameOfMember(index, item.idMember)] : []),
        ...(item.due ? [`due ${readableInstant(item.due)}`] : []),
      ]
      const suffix = extras.length > 0 ? ` (${extras.join(', ')})` : ''
      return `- [${item.state === 'complete' ? 'x' : ' '}] ${item.name}${suffix}`
    })
  return [`### ${checklist.name || 'Checklist'}`, '', ...items].join('\n')
}

const attachmentsSection = (attachments: TrelloCard['attachments']): string => {
  const links = attachments
    .toSorted((a, b) => a.pos - b.pos)
    .map(({ name, url }) => `- [${name || url}](<${url.replace(/[<>\s]/g, encodeURIComponent)}>)`)
  return ['### Attachments', '', ...links].join('\n')
}

const commentsSection = (index: BoardIndex, comments: readonly TrelloAction[]): string => {
  const texts = comments.map((comment) => {
    const author = comment.memberCreator?.fullName || nameOfMember(index, comment.idMemberCreator)
    return `**${author}**, ${readableInstant(comment.date)}:\n\n${comment.data?.text ?? ''}`
  })
  return ['### Comments', ...texts].join('\n\n')
}

/**
 * A card in Markdown: its own text as it is, then in sections what a task has no field for yet.
 * @param showMembers false where the one member is the task's assignee
 */
export const describeCard = (
  index: BoardIndex,
  card: TrelloCard,
  { wholeTitle, showMembers }: { wholeTitle: boolean; showMembers: boolean },
): string => {
  const comments = index.comments.get(card.id) ?? []
  return [
    ...(wholeTitle ? [card.name] : []),
    ...(card.desc.trim() === '' ? [] : [card.desc]),
    ...(index.checklists.get(card.id) ?? []).map((list) => checklistSection(index, list)),
    ...(card.attachments.length > 0 ? [attachmentsSection(card.attachments)] : []),
    ...(showMembers
      ? [
          `### Members in Trello\n\n${card.idMembers.map((id) => nameOfMember(index, id)).join(', ')}`,
        ]
      : []),
    ...(comments.length > 0 ? [commentsSection(index, comments)] : []),
  ].join('\n\n')
}
