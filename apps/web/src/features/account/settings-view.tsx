import { useDevice, useMe } from '@holdfast/client/react'
import { type Theme, UserProfile } from '@holdfast/domain'
import { Monitor, Moon, Sun } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Checkbox } from '../../components/checkbox.tsx'
import { Field } from '../../components/field.tsx'
import { Segment } from '../../components/segment.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { applyTheme } from '../../theme/theme.ts'
import { setSingleKeys, useShell } from '../shell/shell-state.ts'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import './account.css'
import { NotificationSettings } from './notification-settings.tsx'
import { SessionKeeping } from './session-keeping.tsx'
import { SettingsPlaces } from './settings-places.tsx'
import { SignOut } from './sign-out.tsx'
import { StorageKeeping } from './storage-keeping.tsx'
import { TimeZoneField } from './time-zone-field.tsx'

const themes = [
  { value: 'system', name: 'System', icon: Monitor },
  { value: 'light', name: 'Light', icon: Sun },
  { value: 'dark', name: 'Dark', icon: Moon },
] as const

/** One's own profile and how the app looks and listens. */
export function SettingsView() {
  const me = useMe()
  return (
    <section className="view" aria-label="Settings">
      <ViewHead title="Settings" />
      <QuickAddOver />
      <div className="settings">
        <SettingsPlaces />
        {me ? <Profile key={me.id} profile={me.profile} email={me.email} /> : null}
        <NotificationSettings />
        <Appearance />
        <Keyboard />
        <StorageKeeping />
        <SessionKeeping />
        <SignOut />
      </div>
    </section>
  )
}

function Profile({ profile, email }: { profile: UserProfile; email: string }) {
  const device = useDevice()
  const [form, setForm] = useState({
    firstName: profile.firstName,
    lastName: profile.lastName,
    timezone: profile.timezone,
  })
  const [error, setError] = useState<string>()
  const changed = (Object.keys(form) as (keyof typeof form)[]).some(
    (field) => form[field] !== profile[field],
  )

  function submit(event: FormEvent) {
    event.preventDefault()
    const next = { ...form, firstName: form.firstName.trim(), lastName: form.lastName.trim() }
    const parsed = UserProfile.partial().safeParse(next)
    if (!parsed.success) {
      setError('Write a name, so that others know who you are.')
      return
    }
    device.mutate('edit-profile', next)
    tell({
      text: 'Profile changed',
      undo: () => {
        const { firstName, lastName, timezone } = profile
        device.mutate('edit-profile', { firstName, lastName, timezone })
        setForm({ firstName, lastName, timezone })
      },
    })
  }

  return (
    <section className="setting" aria-labelledby="profile">
      <h2 id="profile">Profile</h2>
      <form onSubmit={submit}>
        <div className="setting-fields">
          <Field
            label="First name"
            value={form.firstName}
            maxLength={100}
            error={error}
            autoComplete="given-name"
            onChange={(event) => {
              setForm({ ...form, firstName: event.target.value })
              setError(undefined)
            }}
          />
          <Field
            label="Last name"
            value={form.lastName}
            maxLength={100}
            autoComplete="family-name"
            onChange={(event) => setForm({ ...form, lastName: event.target.value })}
          />
          <Field label="E-mail" value={email} disabled readOnly />
          <TimeZoneField
            value={form.timezone}
            onChange={(timezone) => setForm({ ...form, timezone })}
          />
        </div>
        <Button type="submit" look="primary" disabled={!changed}>
          Save profile
        </Button>
      </form>
    </section>
  )
}

function Appearance() {
  const device = useDevice()
  const theme = useMe()?.preferences.theme ?? 'system'

  function choose(next: Theme) {
    applyTheme(next)
    try {
      device.mutate('edit-preferences', { theme: next })
    } catch {
      tellRefusal('The theme is changed here, but could not be kept for your other devices.')
    }
  }

  return (
    <section className="setting" aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <div className="setting-line">
        <div>
          <p>Theme</p>
          <small>On every device of yours</small>
        </div>
        <Segment label="Theme" options={themes} value={theme} onChange={choose} />
      </div>
    </section>
  )
}

function Keyboard() {
  const singleKeys = useShell((shell) => shell.singleKeys)
  return (
    <section className="setting" aria-labelledby="keyboard">
      <h2 id="keyboard">Keyboard</h2>
      <label className="setting-line">
        <div>
          <p>Single letters act</p>
          <small>
            Such as Q for a new task. Switch this off if you speak to your computer, or press
            letters by accident. On this device only.
          </small>
        </div>
        <Checkbox checked={singleKeys} onChange={(event) => setSingleKeys(event.target.checked)} />
      </label>
    </section>
  )
}
