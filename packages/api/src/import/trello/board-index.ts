import type {
  TrelloAction,
  TrelloBoard,
  TrelloCard,
  TrelloChecklist,
  TrelloLabel,
  TrelloList,
  TrelloMember,
} from './board.ts'

export interface KnownMember extends Pick<TrelloMember, 'id' | 'fullName' | 'username'> {
  /** Only in the history or on cards: the board's own list of members lacks them. */
  left: boolean
}

/** A board by its ids, with each card's own checklists and comments in their order. */
export interface BoardIndex {
  board: TrelloBoard
  lists: ReadonlyMap<string, TrelloList>
  labels: ReadonlyMap<string, TrelloLabel>
  members: ReadonlyMap<string, KnownMember>
  checklists: ReadonlyMap<string, readonly TrelloChecklist[]>
  /** Oldest first. */
  comments: ReadonlyMap<string, readonly TrelloAction[]>
}

const byId = <Item extends { id: string }>(items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [item.id, item]))

const byCard = <Item>(
  items: readonly Item[],
  cardOf: (item: Item) => string | null | undefined,
): Map<string, Item[]> => {
  const found = new Map<string, Item[]>()
  for (const item of items) {
    const card = cardOf(item)
    if (!card) continue
    const ofCard = found.get(card)
    if (ofCard) ofCard.push(item)
    else found.set(card, [item])
  }
  return found
}

const knownMembers = (board: TrelloBoard): Map<string, KnownMember> => {
  const members = new Map<string, KnownMember>()
  const meet = (member: Omit<KnownMember, 'left'>, left: boolean) => {
    const known = members.get(member.id)
    if (known && (known.fullName !== '' || member.fullName === '')) return
    const { id, fullName, username } = member
    members.set(id, { id, fullName, username, left: known?.left ?? left })
  }
  for (const member of board.members) meet(member, false)
  for (const { member, memberCreator } of board.actions) {
    if (memberCreator) meet(memberCreator, true)
    if (member) meet(member, true)
  }
  for (const card of board.cards)
    for (const id of card.idMembers) meet({ id, fullName: '', username: '' }, true)
  return members
}

export const isComment = (action: TrelloAction): boolean =>
  (action.type === 'commentCard' || action.type === 'copyCommentCard') &&
  typeof action.data?.text === 'string'

export const indexBoard = (board: TrelloBoard): BoardIndex => ({
  board,
  lists: byId(board.lists),
  // A label that the board has lost is still on its cards.
  labels: byId([...board.cards.flatMap((card) => card.labels), ...board.labels]),
  members: knownMembers(board),
  checklists: byCard(
    board.checklists.toSorted((a, b) => a.pos - b.pos),
    (checklist) => checklist.idCard,
  ),
  comments: byCard(
    board.actions.filter(isComment).toSorted((a, b) => (a.date < b.date ? -1 : 1)),
    (action) => action.data?.card?.id,
  ),
})

/** A name to read, for anyone the file mentions. */
export const nameOfMember = (index: BoardIndex, id: string | null | undefined): string => {
  const member = id ? index.members.get(id) : undefined
  return member?.fullName || member?.username || 'Someone'
}

/** Cards as they stand on the board: by their list's place, then their own. */
export const cardsInOrder = (index: BoardIndex): TrelloCard[] => {
  const placeOf = (card: TrelloCard) =>
    (card.idList ? index.lists.get(card.idList)?.pos : undefined) ?? Number.MAX_VALUE
  return index.board.cards.toSorted((a, b) => placeOf(a) - placeOf(b) || a.pos - b.pos)
}
