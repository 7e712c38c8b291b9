import { Password } from '@holdfast/domain'
import type { AccountProblem } from './account-problem.ts'
import { passwordRule } from './account-problem.ts'
import { PasswordField } from './password-field.tsx'
import { StrengthMeter } from './strength-meter.tsx'

interface NewPasswordFieldProps {
  label: string
  value: string
  error: string | undefined
  /** What others know of the person, and a password had better not be made of. */
  about: readonly string[]
  onChange: (password: string) => void
  ref?: React.Ref<HTMLInputElement>
}

/** A field for a password that is being thought of. It is asked for once: it can be looked at. */
export function NewPasswordField({
  label,
  value,
  error,
  about,
  onChange,
  ref,
}: NewPasswordFieldProps) {
  return (
    <div className="new-password">
      <PasswordField
        label={label}
        ref={ref}
        name="new-password"
        autoComplete="new-password"
        required
        maxLength={256}
        hint="12 characters or more. A few words are easier to keep than a few signs."
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
      <StrengthMeter password={value} about={about} />
    </div>
  )
}

/** What of a new password can be told without asking the server. */
export function newPasswordProblem(password: string): AccountProblem | null {
  return Password.safeParse(password).success ? null : { field: 'password', text: passwordRule }
}
