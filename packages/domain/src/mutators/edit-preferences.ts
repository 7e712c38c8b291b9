import { z } from 'zod'
import { activityOf } from '../activity/activity.ts'
import { AppError } from '../errors.ts'
import { rowKey } from '../rows.ts'
import {
  NotificationPreferences,
  PrivacySettings,
  Theme,
  type UserPreferences,
} from '../users/user.ts'
import { defineMutator, nothing } from './mutator.ts'
import { overlay } from './overlay.ts'

/** A person's own preferences; only the named ones change. */
export const editPreferences = defineMutator({
  name: 'edit-preferences',
  version: 1,
  args: z.strictObject({
    notifications: NotificationPreferences.partial().optional(),
    privacy: PrivacySettings.partial().optional(),
    theme: Theme.optional(),
  }),
  reads: (_, { actor }) => ({ keys: [rowKey('user', actor)] }),

  apply(rows, { notifications, privacy, theme }, { actor, now }) {
    const user = rows.user(actor)
    if (!user) throw new AppError('user-not-found', 'There is no such account.')
    const preferences: UserPreferences = {
      notifications: overlay(user.preferences.notifications, notifications),
      privacy: overlay(user.preferences.privacy, privacy),
      theme: theme ?? user.preferences.theme,
    }
    const activity = activityOf('user', actor, 'edited', user.preferences, preferences)
    if (Object.keys(activity.after).length === 0) return nothing
    return {
      patches: [{ op: 'update', kind: 'user', id: actor, set: { preferences, updatedAt: now } }],
      activity: [activity],
      conflicts: [],
    }
  },
})
