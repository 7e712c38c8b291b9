import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Button, buttonClass } from '../../components/button.tsx'
import { currentWiring, enter, useAccount } from '../../wiring/account.ts'
import { EntryForm, EntryPage, Failure } from './entry-page.tsx'
import { SpentLink } from './spent-link.tsx'
import { useLinkToken } from './use-link-token.ts'
import { useRequest } from './use-request.ts'

/**
 * Where the link of a confirmation leads. A registration that is confirmed here opens its session, so
 * where somebody works already they are asked: the link may be a stranger's, of a stranger's account.
 */
export function VerifyPage() {
  const navigate = useNavigate()
  const token = useLinkToken('/verify')
  const [verified, setVerified] = useState(false)
  const { busy, run, problem } = useRequest()
  const asked = useRef<string>(undefined)
  const [wasIn] = useState(() => useAccount.getState().device !== null)

  function confirm() {
    void run(async () => {
      const reply = await currentWiring().accounts.auth.verifyEmail.mutate({ token: token ?? '' })
      if ('status' in reply) return setVerified(true)
      await enter(reply)
      await navigate({ to: '/' })
    })
  }
  const confirmAtOnce = useEffectEvent(confirm)
  useEffect(() => {
    if (wasIn || token === null || asked.current === token) return
    asked.current = token
    confirmAtOnce()
  }, [token, wasIn])

  if (verified) return <Verified />
  if (token === null || problem?.spent)
    return (
      <SpentLink title="Confirm your e-mail">
        <NewLink />
      </SpentLink>
    )
  return (
    <EntryPage title="Confirm your e-mail">
      <EntryForm error={problem?.text} onSubmit={confirm}>
        {wasIn ? (
          <p className="entry-lead">
            Confirm only what you asked for. If the link is for a new account, you are signed in to
            that one here.
          </p>
        ) : null}
        <p className="entry-lead" role="status">
          {busy ? 'Asking the server…' : ''}
        </p>
        {problem || wasIn ? (
          <Button look="primary" size="large" block type="submit" busy={busy}>
            {problem ? 'Try again' : 'Confirm'}
          </Button>
        ) : null}
      </EntryForm>
    </EntryPage>
  )
}

function Verified() {
  const isIn = useAccount(({ device }) => device !== null)
  return (
    <EntryPage title="Your e-mail is confirmed" announced>
      <Link to={isIn ? '/' : '/sign-in'} className={buttonClass('primary', 'large', true)}>
        {isIn ? 'Go to your tasks' : 'Sign in'}
      </Link>
    </EntryPage>
  )
}

/** Whoever is signed in gets a new link here; others say who they are first. */
function NewLink() {
  const isIn = useAccount(({ device }) => device !== null)
  const [sent, setSent] = useState(false)
  const { busy, run, problem } = useRequest()
  if (!isIn)
    return (
      <>
        <p className="entry-lead">
          If you confirmed your address before, sign in. If not, create the account again with the
          same address: a new link comes by mail.
        </p>
        <Link to="/register" className={buttonClass('primary', 'large', true)}>
          Create the account again
        </Link>
      </>
    )
  return (
    <>
      {problem ? <Failure>{problem.text}</Failure> : null}
      <p role="status">{sent ? 'A new link is on its way to you.' : ''}</p>
      {sent ? null : (
        <Button
          look="primary"
          size="large"
          block
          busy={busy}
          onClick={() =>
            void run(async () => {
              await currentWiring().api.account.resendVerification.mutate()
              setSent(true)
            })
          }
        >
          Send a new link
        </Button>
      )}
    </>
  )
}
