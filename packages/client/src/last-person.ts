import { UserId } from '@holdfast/domain'
import { z } from 'zod'

const KEY = 'holdfast.last-person'

/** Whose device this was last, so that it opens without a session. No secret is part of it. */
export const LastPerson = z.object({ userId: UserId, email: z.string(), displayName: z.string() })
export type LastPerson = z.infer<typeof LastPerson>

type Keep = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const parse = (kept: string | null): LastPerson | null => {
  try {
    return kept === null ? null : LastPerson.parse(JSON.parse(kept))
  } catch {
    return null
  }
}

/** @returns null where nobody was, or what is kept cannot be read */
export const readLastPerson = (keep: Keep = localStorage): LastPerson | null =>
  parse(keep.getItem(KEY))

export const rememberLastPerson = (person: LastPerson, keep: Keep = localStorage): void =>
  keep.setItem(KEY, JSON.stringify(person))

export const forgetLastPerson = (keep: Keep = localStorage): void => keep.removeItem(KEY)

/** Tells when another tab of this browser has signed somebody out, or another person in. */
export const watchLastPerson = (
  told: (person: LastPerson | null) => void,
  page: Pick<Window, 'addEventListener'> = window,
): void =>
  page.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) told(parse(newValue))
  })
