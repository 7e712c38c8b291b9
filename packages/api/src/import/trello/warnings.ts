import { type IsoDate, isoDate } from '@holdfast/domain'
import { type BoardIndex, isComment } from './board-index.ts'

/** Trello leaves older actions out of an export, and comments are actions. */
const EXPORTED_ACTIONS = 1000

const longDate = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

/** When the actions of the file happened, oldest first. */
const times = (index: BoardIndex): number[] =>
  index.board.actions
    .map(({ date }) => Date.parse(date))
    .filter((time) => !Number.isNaN(time))
    .toSorted((a, b) => a - b)

/** The newest thing that the file knows of, which is about when it was made; null without actions. */
export const exportedThrough = (index: BoardIndex): IsoDate | null => {
  const newest = times(index).at(-1)
  return newest === undefined ? null : isoDate(new Date(newest))
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** What the person should know of the file as a whole, in sentences. */
export const boardWarnings = (index: BoardIndex): string[] => {
  const { actions, checklists, cards } = index.board
  const warnings: string[] = []
  if (actions.length >= EXPORTED_ACTIONS) {
    const oldest = times(index)[0]
    const since = oldest === undefined ? '' : ` before ${longDate.format(oldest)}`
    warnings.push(
      `Trello exports stop at ${EXPORTED_ACTIONS.toLocaleString('en')} actions: older comments${since} are not in this file.`,
    )
  }
  const known = new Set(cards.map(({ id }) => id))
  const strays = (cardId: string | null | undefined) => !cardId || !known.has(cardId)
  const comments = actions.filter((action) => isComment(action) && strays(action.data?.card?.id))
  if (comments.length > 0)
    warnings.push(
      `${counted(comments.length, 'comment belongs', 'comments belong')} to cards that are not in this file. Kept with the imported data.`,
    )
  const lists = checklists.filter(({ idCard }) => strays(idCard))
  if (lists.length > 0)
    warnings.push(
      `${counted(lists.length, 'checklist belongs', 'checklists belong')} to cards that are not in this file. Kept with the imported data.`,
    )
  return warnings
}
