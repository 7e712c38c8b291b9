import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from '../../components/button.tsx'
import { currentWiring } from '../../wiring/account.ts'
import { queryClient } from '../../wiring/api.ts'
import { accountProblem } from './account-problem.ts'
import { EntryPage, Failure } from './entry-page.tsx'
import { RegisterForm } from './register-form.tsx'
import { SpentLink } from './spent-link.tsx'
import { useLinkToken } from './use-link-token.ts'

const title = 'Create your account'

/** Where the link of an invitation leads: an account with the address that was invited. */
export function InvitationPage() {
  const token = useLinkToken('/invitation')
  const { data, error, isFetching, refetch } = useQuery(
    {
      queryKey: ['invitation', token],
      queryFn: () => currentWiring().accounts.auth.invitation.mutate({ token: token ?? '' }),
      enabled: token !== null,
      retry: false,
      staleTime: Infinity,
      gcTime: 0,
    },
    queryClient,
  )
  const problem = error && accountProblem(error)
  if (token === null || problem?.spent)
    return (
      <SpentLink title={title}>
        <p className="entry-lead">Ask whoever invited you to send a new invitation.</p>
      </SpentLink>
    )
  if (problem)
    return (
      <EntryPage title={title} announced>
        <Failure>{problem.text}</Failure>
        <Button size="large" block busy={isFetching} onClick={() => void refetch()}>
          Try again
        </Button>
      </EntryPage>
    )
  if (!data) return <EntryPage title={title} />
  return (
    <RegisterForm
      key={token}
      title={title}
      lead={`${data.invitedBy ?? 'Whoever runs this server'} invited you to Holdfast.`}
      invited={{ email: data.email, invitation: token }}
      other={
        <p>
          Have an account already?{' '}
          <Link to="/sign-in" className="link plain">
            Sign in
          </Link>
        </p>
      }
    />
  )
}
