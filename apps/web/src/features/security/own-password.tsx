import { useMe } from '@holdfast/client/react'
import type { AccountProblem } from '../sign-in/account-problem.ts'
import { PasswordField } from '../sign-in/password-field.tsx'

interface OwnPasswordProps {
  value: string
  problem: AccountProblem | null
  onChange: (password: string) => void
}

/** Asks for the password again: a browser left open is not enough to change an account. */
export function OwnPassword({ value, problem, onChange }: OwnPasswordProps) {
  const me = useMe()
  const wrong =
    value === '' ? 'Write your password.' : 'This is not your password. Nothing was changed.'
  return (
    <>
      {/* For password managers: whose password is asked for. */}
      <input type="hidden" name="username" autoComplete="username" value={me?.email ?? ''} />
      <PasswordField
        label="Your password"
        name="current-password"
        autoComplete="current-password"
        required
        value={value}
        error={problem?.wrongPassword ? wrong : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  )
}

/** The password that was asked for again, as far as can be told without the server. */
export function ownPasswordProblem(password: string): AccountProblem | null {
  return password === ''
    ? { field: 'password', wrongPassword: true, text: 'Write your password.' }
    : null
}
