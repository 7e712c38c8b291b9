import { z } from 'zod'
import { UserId } from '../ids.ts'
import { IsoDate } from '../iso-date.ts'
import { filledLine, isKeepable, line, text } from '../text.ts'

export const UserStatus = z.enum(['active', 'inactive', 'suspended', 'deleted'])
export type UserStatus = z.infer<typeof UserStatus>

export const Theme = z.enum(['light', 'dark', 'system'])
export type Theme = z.infer<typeof Theme>

/** As the table's `valid_email` constraint; longer than 254 cannot be delivered (RFC 5321). */
export const Email = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/, 'not an e-mail address')
export type Email = z.infer<typeof Email>

const doesNotThrow = (work: () => unknown): boolean => {
  try {
    work()
    return true
  } catch {
    return false
  }
}

/** A name that every device can tell the time by: one that it cannot would fail each screen. */
const TimeZone = filledLine(50).refine(
  (timeZone) => doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone })),
  'is no time zone',
)

/** A language tag of BCP 47. */
const Language = filledLine(10).refine(
  (tag) => doesNotThrow(() => Intl.getCanonicalLocales(tag)),
  'is no language',
)

export const UserProfile = z.strictObject({
  firstName: filledLine(100),
  lastName: line(100),
  avatar: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .refine(isKeepable, 'has a character that cannot be kept')
    .nullable(),
  bio: text(2000).nullable(),
  location: line(255).nullable(),
  timezone: TimeZone,
  language: Language,
})
export type UserProfile = z.infer<typeof UserProfile>

export const NotificationPreferences = z.strictObject({
  email: z.boolean(),
  taskAssigned: z.boolean(),
  taskCompleted: z.boolean(),
  projectMembership: z.boolean(),
})
export type NotificationPreferences = z.infer<typeof NotificationPreferences>

export const PrivacySettings = z.strictObject({
  showEmailToMembers: z.boolean(),
  shareUsageStatistics: z.boolean(),
})
export type PrivacySettings = z.infer<typeof PrivacySettings>

export const UserPreferences = z.strictObject({
  notifications: NotificationPreferences,
  privacy: PrivacySettings,
  theme: Theme,
})
export type UserPreferences = z.infer<typeof UserPreferences>

/** The account as its own person sees it, on every device of theirs. Secrets are not part of it. */
export const User = z.strictObject({
  id: UserId,
  email: Email,
  emailVerified: z.boolean(),
  status: UserStatus,
  createdAt: IsoDate,
  updatedAt: IsoDate,
  profile: UserProfile,
  preferences: UserPreferences,
  version: z.int(),
})
export type User = z.infer<typeof User>

export const defaultPreferences: UserPreferences = {
  notifications: { email: true, taskAssigned: true, taskCompleted: true, projectMembership: true },
  privacy: { showEmailToMembers: false, shareUsageStatistics: false },
  theme: 'system',
}

export const displayName = (profile: Pick<UserProfile, 'firstName' | 'lastName'>): string =>
  `${profile.firstName} ${profile.lastName}`.trim()
