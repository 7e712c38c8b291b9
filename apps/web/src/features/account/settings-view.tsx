import { useDevice, useMe } from '@holdfast/client/react'
import type { Theme } from '@holdfast/domain'
import { Monitor, Moon, Sun } from 'lucide-react'
import { Checkbox } from '../../components/checkbox.tsx'
import { Segment } from '../../components/segment.tsx'
import { tellRefusal } from '../../components/toast.ts'
import { applyTheme } from '../../theme/theme.ts'
import { setSingleKeys, useShell } from '../shell/shell-state.ts'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import './account.css'
import { NotificationSettings } from './notification-settings.tsx'
import { ProfileSettings } from './profile-settings.tsx'
import { SessionKeeping } from './session-keeping.tsx'
import { SettingsPlaces } from './settings-places.tsx'
import { SignOut } from './sign-out.tsx'
import { StorageKeeping } from './storage-keeping.tsx'

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
        {me ? <ProfileSettings key={me.id} me={me} /> : null}
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
