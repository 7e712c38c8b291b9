import { useDevice } from '@holdfast/client/react'
import { type User, UserProfile } from '@holdfast/domain'
import { type FormEvent, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/toast.ts'
import { type ProfileForm, readProfileDraft, writeProfileDraft } from './profile-draft.ts'
import { TimeZoneField } from './time-zone-field.tsx'

/** Who one is to others. What is not saved yet stays here, says so, and is nobody else's to see. */
export function ProfileSettings({ me }: { me: User }) {
  const { profile, email } = me
  const device = useDevice()
  const [draft, setDraft] = useState(() => differing(readProfileDraft(me.id), profile))
  const [error, setError] = useState<string>()
  const form: ProfileForm = { ...formOf(profile), ...draft }
  const changed = Object.keys(draft).length > 0

  function keep(next: Partial<ProfileForm>) {
    setDraft(next)
    writeProfileDraft(me.id, next)
    setError(undefined)
  }
  const change = (part: Partial<ProfileForm>) => keep(differing({ ...draft, ...part }, profile))

  function submit(event: FormEvent) {
    event.preventDefault()
    const next = { ...form, firstName: form.firstName.trim(), lastName: form.lastName.trim() }
    if (!UserProfile.partial().safeParse(next).success) {
      setError('Write a name, so that others know who you are.')
      return
    }
    device.mutate('edit-profile', next)
    keep({})
    tell({
      text: 'Profile changed',
      undo: () => void device.mutate('edit-profile', formOf(profile)),
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
            onChange={(event) => change({ firstName: event.target.value })}
          />
          <Field
            label="Last name"
            value={form.lastName}
            maxLength={100}
            autoComplete="family-name"
            onChange={(event) => change({ lastName: event.target.value })}
          />
          <Field label="E-mail" value={email} disabled readOnly />
          <TimeZoneField value={form.timezone} onChange={(timezone) => change({ timezone })} />
        </div>
        <div className="setting-acts">
          <Button type="submit" look="primary" disabled={!changed}>
            Save profile
          </Button>
          {changed ? (
            <>
              <Button look="quiet" onClick={() => keep({})}>
                Discard
              </Button>
              <span className="hint">Not saved yet</span>
            </>
          ) : null}
        </div>
      </form>
    </section>
  )
}

function formOf({ firstName, lastName, timezone }: UserProfile): ProfileForm {
  return { firstName, lastName, timezone }
}

function differing(draft: Partial<ProfileForm>, profile: UserProfile): Partial<ProfileForm> {
  const { firstName, lastName, timezone } = draft
  return {
    ...(firstName !== undefined && firstName !== profile.firstName && { firstName }),
    ...(lastName !== undefined && lastName !== profile.lastName && { lastName }),
    ...(timezone !== undefined && timezone !== profile.timezone && { timezone }),
  }
}
