import type { ProjectId } from '@holdfast/domain'
import { type Due, normalizeTag, Tag, type TaskPriority, type UserId } from '@holdfast/domain'
import type { FoundDue } from '../due/find-due.ts'

export interface Named<Id> {
  id: Id
  name: string
}

export interface QuickAddWorld {
  projects: readonly Named<ProjectId>[]
  people: readonly Named<UserId>[]
  /** Null until the words of dates are loaded: then nothing in the line is a date yet. */
  findDue: ((text: string) => FoundDue | null) | null
  /** Tokens that the person took back: their words are part of the title. */
  plain: ReadonlySet<string>
}

interface Place {
  start: number
  end: number
  /** The words as they stand in the line. */
  text: string
}

export type Token = Place &
  (
    | { kind: 'due'; due: Due }
    | { kind: 'tag'; tag: Tag }
    | { kind: 'priority'; priority: TaskPriority }
    | { kind: 'assignee'; person: Named<UserId> }
    | { kind: 'project'; project: Named<ProjectId> }
    | { kind: 'new-project'; name: string }
  )

export interface QuickAdd {
  title: string
  tokens: Token[]
}

const priorities: readonly TaskPriority[] = ['critical', 'high', 'medium', 'low']
const sigil = /(?<=^|\s)([#@!/])(\S+)/gu

/** How a name is written in one word: “Add pipeline” is `add-pipeline`, and `addpipeline` finds it. */
export function handleOf(name: string): string {
  return normalizeTag(name)
}

/** Does what was typed begin the name, or one of its words? */
export function handleMatches(name: string, typed: string): boolean {
  const handle = handleOf(name)
  const wanted = handleOf(typed)
  return (
    wanted === '' ||
    handle.startsWith(wanted) ||
    handle.replaceAll('-', '').startsWith(wanted) ||
    handle.split('-').some((word) => word.startsWith(wanted))
  )
}

/**
 * Reads one line: `Pay rent tomorrow 9am #home @ada !high /household`. What is not understood stays
 * in the title, letter for letter. Of dates, priorities, people and projects the last one counts,
 * and only that one is taken out of the title.
 */
export function parseQuickAdd(text: string, world: QuickAddWorld): QuickAdd {
  const tokens = sigilTokens(text, world)
  const due = dueToken(text, tokens, world)
  if (due) tokens.push(due)
  tokens.sort((a, b) => a.start - b.start)
  return { title: titleOf(text, tokens), tokens }
}

function sigilTokens(text: string, world: QuickAddWorld): Token[] {
  const found: Token[] = []
  for (const match of text.matchAll(sigil)) {
    const token = tokenOf(match, world)
    if (!token || world.plain.has(token.text)) continue
    const single = token.kind === 'new-project' ? 'project' : token.kind
    const before = found.findIndex((other) =>
      single === 'tag'
        ? other.kind === 'tag' && token.kind === 'tag' && other.tag === token.tag
        : other.kind === token.kind || (single === 'project' && isProject(other)),
    )
    if (before >= 0 && single !== 'tag') found.splice(before, 1)
    found.push(token)
  }
  return found
}

const isProject = (token: Token) => token.kind === 'project' || token.kind === 'new-project'

function tokenOf(match: RegExpExecArray, world: QuickAddWorld): Token | null {
  const [text, mark, word = ''] = match
  const place: Place = { start: match.index, end: match.index + text.length, text }
  if (mark === '#') {
    const tag = Tag.safeParse(word)
    return tag.success && /\p{L}|\p{N}/u.test(word)
      ? { ...place, kind: 'tag', tag: tag.data }
      : null
  }
  if (mark === '!') {
    const priority = priorities.find((name) => name.startsWith(word.toLowerCase()))
    return priority ? { ...place, kind: 'priority', priority } : null
  }
  if (mark === '@') {
    const person = bestMatch(world.people, word)
    return person ? { ...place, kind: 'assignee', person } : null
  }
  const project = bestMatch(world.projects, word)
  if (project) return { ...place, kind: 'project', project }
  return /^\p{L}[\p{L}\p{N}-]*$/u.test(word) ? { ...place, kind: 'new-project', name: word } : null
}

/** The one whose whole name was typed, else the first that begins so. */
function bestMatch<Id>(all: readonly Named<Id>[], typed: string): Named<Id> | undefined {
  if (handleOf(typed) === '') return undefined
  return (
    all.find(({ name }) => handleOf(name) === handleOf(typed)) ??
    all.find(({ name }) => handleOf(name).startsWith(handleOf(typed))) ??
    all.find(({ name }) => handleMatches(name, typed))
  )
}

/** Dates are looked for in what the other tokens leave. */
function dueToken(text: string, tokens: readonly Token[], world: QuickAddWorld): Token | null {
  const { rest, places } = leaveOut(text, tokens)
  const found = world.findDue?.(rest)
  if (!found) return null
  const start = places[found.start] ?? 0
  const end = (places[found.end - 1] ?? start) + 1
  const words = text.slice(start, end)
  if (world.plain.has(words)) return null
  return { kind: 'due', start, end, text: words, due: found.due }
}

/**
 * The line with a bar for each token, which no date reaches across, and one blank for each run of
 * them: chrono takes the longest match, and a month with many blanks behind it would be longer than
 * a day with its month.
 */
function leaveOut(text: string, tokens: readonly Token[]): { rest: string; places: number[] } {
  let rest = ''
  const places: number[] = []
  for (let place = 0; place < text.length; place++) {
    const inToken = tokens.some(({ start, end }) => start <= place && place < end)
    const letter = inToken ? '|' : text.charAt(place).replace(/\s/, ' ')
    if ((letter === ' ' || inToken) && rest.endsWith(letter)) continue
    rest += letter
    places.push(place)
  }
  return { rest, places }
}

function titleOf(text: string, tokens: readonly Token[]): string {
  let title = ''
  let from = 0
  for (const { start, end } of tokens) {
    title += text.slice(from, start)
    from = end
  }
  return (title + text.slice(from)).replace(/\s+/gu, ' ').trim()
}
