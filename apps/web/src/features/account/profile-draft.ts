import type { UserId, UserProfile } from '@holdfast/domain'

/** What a person can write about themselves. */
export type ProfileForm = Pick<UserProfile, 'firstName' | 'lastName' | 'timezone'>

const keyOf = (userId: UserId) => `holdfast.draft.profile.${userId}`

/** What was written before and not saved; nothing of what cannot be read. */
export function readProfileDraft(userId: UserId): Partial<ProfileForm> {
  const stored = localStorage.getItem(keyOf(userId))
  if (!stored) return {}
  try {
    const { firstName, lastName, timezone } = JSON.parse(stored) as Record<string, unknown>
    return {
      ...(typeof firstName === 'string' && { firstName }),
      ...(typeof lastName === 'string' && { lastName }),
      ...(typeof timezone === 'string' && { timezone }),
    }
  } catch {
    return {}
  }
}

/** Keeps what differs from the profile over leaving the settings and over a reload. */
export function writeProfileDraft(userId: UserId, draft: Partial<ProfileForm>): void {
  if (Object.keys(draft).length === 0) localStorage.removeItem(keyOf(userId))
  else localStorage.setItem(keyOf(userId), JSON.stringify(draft))
}
