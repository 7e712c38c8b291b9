import { activityOf } from '../activity/activity.ts'
import { AppError } from '../errors.ts'
import { rowKey } from '../rows.ts'
import { UserProfile } from '../users/user.ts'
import { defineMutator, nothing } from './mutator.ts'
import { overlay } from './overlay.ts'

/** A person's own profile; only the named fields change. */
export const editProfile = defineMutator({
  name: 'edit-profile',
  version: 1,
  args: UserProfile.partial(),
  reads: (_, { actor }) => ({ keys: [rowKey('user', actor)] }),

  apply(rows, edits, { actor, now }) {
    const user = rows.user(actor)
    if (!user) throw new AppError('user-not-found', 'There is no such account.')
    const profile = overlay(user.profile, edits)
    const activity = activityOf('user', actor, 'edited', user.profile, profile)
    if (Object.keys(activity.after).length === 0) return nothing
    return {
      patches: [{ op: 'update', kind: 'user', id: actor, set: { profile, updatedAt: now } }],
      activity: [activity],
      conflicts: [],
    }
  },
})
