import type { NotificationPreferences } from '@holdfast/domain'
import type { Mutation, Step } from '../../actions/step.ts'

/** Switches one kind of news on or off. */
export function setNotificationStep(
  field: keyof NotificationPreferences,
  name: string,
  value: boolean,
): Step {
  const set = (wanted: boolean): Mutation => ({
    name: 'edit-preferences',
    args: { notifications: { [field]: wanted } },
  })
  return { label: `${name}: ${value ? 'on' : 'off'}`, does: [set(value)], undoes: [set(!value)] }
}
