import type { TaskId, UserId } from '@holdfast/domain'

/** A text of a task that is saved while it is typed. */
export interface TextPlace {
  userId: UserId
  taskId: TaskId
  field: 'title' | 'description'
}

export interface TextDraft {
  text: string
  /** What the person saw when they began. */
  base: string
}

const drafts = 'holdfast.draft.'
const prefix = `${drafts}text.`
const earlierSuffix = '.earlier'

/** Where a text lies beside the device's store until it is in there. It is its writer's alone. */
export function draftKey({ userId, taskId, field }: TextPlace): string {
  return `${prefix}${userId}.${taskId}.${field}`
}

/** Where a text waits for its writer's word, because the task has another one by now. */
export function earlierKey(place: TextPlace): string {
  return draftKey(place) + earlierSuffix
}

/** @returns null where there is none, or none that can be read */
export function readDraft(key: string): TextDraft | null {
  const stored = localStorage.getItem(key)
  if (!stored) return null
  try {
    const { text, base } = JSON.parse(stored) as TextDraft
    return typeof text === 'string' && typeof base === 'string' ? { text, base } : null
  } catch {
    return null
  }
}

export function writeDraft(key: string, { text, base }: TextDraft): void {
  localStorage.setItem(key, JSON.stringify({ text, base }))
}

/** Takes this draft away, but none that was written over it since. */
export function dropDraft(key: string, draft: TextDraft): void {
  const stored = readDraft(key)
  if (stored?.text === draft.text && stored.base === draft.base) localStorage.removeItem(key)
}

/** Every place where this person left a text. */
export function draftPlaces(userId: UserId): TextPlace[] {
  const own = `${prefix}${userId}.`
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(own) && !key.endsWith(earlierSuffix))
    .map((key) => {
      const [taskId, field] = key.slice(own.length).split('.')
      return { userId, taskId, field } as TextPlace
    })
}

/** Whoever signs out leaves none of their words on this device. */
export function forgetDraftsOf(userId: UserId): void {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(drafts) && key.includes(userId)) localStorage.removeItem(key)
  }
}

/** The text as a task keeps it: a title is one line. */
export function tidy(field: TextPlace['field'], text: string): string {
  return field === 'title' ? text.replace(/\s+/gu, ' ').trim() : text
}

/**
 * What becomes of a text that was left behind: it is sent only onto the very value that its writer
 * saw. Anything else on the task is newer work, which only a person may give up.
 */
export function judgeDraft(
  field: TextPlace['field'],
  { text, base }: TextDraft,
  current: string,
): 'drop' | 'send' | 'ask' {
  const kept = tidy(field, text)
  if (kept === current || kept === base) return 'drop'
  if (field === 'title' && kept === '') return 'drop'
  return base === current ? 'send' : 'ask'
}

/** Lays a draft aside for its writer to decide on. */
export function setAside(place: TextPlace, draft: TextDraft): void {
  writeDraft(earlierKey(place), draft)
  dropDraft(draftKey(place), draft)
}
