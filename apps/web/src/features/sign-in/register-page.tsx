import { Link } from '@tanstack/react-router'
import { EntryPage } from './entry-page.tsx'
import { RegisterForm } from './register-form.tsx'
import { useStanding } from './standing.ts'

const closed = {
  invite:
    'Accounts here are by invitation. Open the link in the mail that invited you, or ask whoever runs this server for one.',
  closed: 'This server takes no new accounts. Ask whoever runs it, or run a Holdfast of your own.',
}

/** Makes an account, where the server takes new ones from anybody. */
export function RegisterPage() {
  const { standing, asking } = useStanding()
  if (asking) return <EntryPage title="Create an account" />
  const refused =
    standing && !standing.first && standing.registration !== 'open'
      ? closed[standing.registration]
      : null
  if (refused)
    return (
      <EntryPage title="Create an account" announced other={<SignInInstead />}>
        <p className="entry-lead">{refused}</p>
      </EntryPage>
    )
  return (
    <RegisterForm
      title="Create an account"
      {...(standing?.first && {
        lead: 'You are the first here. Your account runs this server: it manages people and invitations.',
      })}
      other={<SignInInstead />}
    />
  )
}

function SignInInstead() {
  return (
    <p>
      Have one already?{' '}
      <Link to="/sign-in" className="link plain">
        Sign in
      </Link>
    </p>
  )
}
