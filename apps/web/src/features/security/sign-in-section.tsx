import { useMe } from '@holdfast/client/react'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, LockKeyhole, Mail, ShieldCheck, ShieldOff } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { Failure } from '../sign-in/entry-page.tsx'
import { useStanding } from '../sign-in/standing.ts'
import { useRequest } from '../sign-in/use-request.ts'
import { useMoment } from '../tasks/moment.tsx'
import { ChangeEmail } from './change-email.tsx'
import { ChangePassword } from './change-password.tsx'
import { refreshFactors, useFactors } from './factors.ts'
import { Loading } from './loading.tsx'
import { NewRecoveryCodes } from './new-recovery-codes.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { Line, Section } from './section.tsx'
import { SetUpCodes } from './set-up-codes.tsx'
import { whenText } from './when-text.ts'

type Opened = 'email' | 'password' | 'set-up' | 'renew' | 'remove'

/** E-mail, password, and the code from an app that can go with it. */
export function SignInSection() {
  const [opened, setOpened] = useState<Opened | null>(null)
  const close = () => setOpened(null)
  return (
    <Section title="Sign-in">
      <ul className="security-list">
        <EmailLine onChange={() => setOpened('email')} />
        <Line icon={LockKeyhole} title="Password" note="Changing it signs out every other device.">
          <Button size="small" aria-label="Change password" onClick={() => setOpened('password')}>
            Change
          </Button>
        </Line>
        <CodeLines onOpen={setOpened} />
      </ul>
      {opened === 'email' ? <ChangeEmail onClose={close} /> : null}
      {opened === 'password' ? <ChangePassword onClose={close} /> : null}
      {opened === 'set-up' ? <SetUpCodes onClose={close} /> : null}
      {opened === 'renew' ? <NewRecoveryCodes onClose={close} /> : null}
      {opened === 'remove' ? <RemoveCodes onClose={close} /> : null}
    </Section>
  )
}

function EmailLine({ onChange }: { onChange: () => void }) {
  const me = useMe()
  const { standing } = useStanding()
  const { data } = useQuery(
    { ...api.account.pendingEmail.queryOptions(), retry: false },
    queryClient,
  )
  const { busy, run, problem } = useRequest()
  if (!me) return null
  const pending = data?.pending
  // Of mail there is nothing true to say before the server has told whether it sends any.
  if (!standing) return <Line icon={Mail} title={me.email} note="You sign in with it." />
  if (!standing.mail)
    return (
      <Line
        icon={Mail}
        title={me.email}
        note="You sign in with it. This server sends no mail, so it cannot be changed."
      />
    )
  const resend = () =>
    run(async () => {
      await currentWiring().api.account.resendVerification.mutate()
      tell({ text: 'Mail sent. Open the link in it.' })
    })
  const own = me.emailVerified
    ? 'You sign in with it, and mails go there.'
    : 'Open the link that was mailed to you, so that a forgotten password can be mended.'
  const note =
    pending && pending.email !== me.email
      ? `Changes to ${pending.email} when you open the link that was mailed there.`
      : own
  return (
    <Line
      icon={Mail}
      title={me.email}
      mark={
        me.emailVerified
          ? { text: 'confirmed', look: 'ok' }
          : { text: 'not confirmed', look: 'warn' }
      }
      note={problem ? <Failure>{problem.text}</Failure> : note}
    >
      {me.emailVerified ? null : (
        <Button size="small" busy={busy} onClick={() => void resend()}>
          Send the link again
        </Button>
      )}
      <Button size="small" aria-label="Change e-mail" onClick={onChange}>
        Change
      </Button>
    </Line>
  )
}

function CodeLines({ onOpen }: { onOpen: (opened: Opened) => void }) {
  const { data, error, isFetching, refetch } = useFactors()
  const moment = useMoment()
  if (!data)
    return (
      <li>
        <Loading error={error} asking={isFetching} onRetry={() => void refetch()} />
      </li>
    )
  const { totp, recoveryCodesLeft, passkeys } = data
  const left = `${recoveryCodesLeft} recovery ${recoveryCodesLeft === 1 ? 'code' : 'codes'} left`
  return (
    <>
      <Line
        icon={totp ? ShieldCheck : ShieldOff}
        title="Code from an app"
        mark={totp ? { text: 'on', look: 'ok' } : null}
        note={
          totp
            ? `Set up ${whenText(totp.createdAt, moment)}.`
            : 'A second step after the password: six digits that your phone shows.'
        }
      >
        {totp ? (
          <Button
            size="small"
            aria-label="Remove the code from an app"
            onClick={() => onOpen('remove')}
          >
            Remove
          </Button>
        ) : (
          <Button
            size="small"
            aria-label="Set up a code from an app"
            onClick={() => onOpen('set-up')}
          >
            Set up
          </Button>
        )}
      </Line>
      {totp || passkeys.length > 0 ? (
        <Line
          icon={KeyRound}
          title="Recovery codes"
          mark={recoveryCodesLeft < 3 ? { text: 'few left', look: 'warn' } : null}
          note={`${left}. Each lets you in once without your app or passkey.`}
        >
          <Button size="small" aria-label="Renew recovery codes" onClick={() => onOpen('renew')}>
            Renew
          </Button>
        </Line>
      ) : null}
    </>
  )
}

function RemoveCodes({ onClose }: { onClose: () => void }) {
  return (
    <PasswordDialog
      title="Remove the code from an app"
      act="Remove"
      look="destroys"
      onClose={onClose}
      onConfirm={async (password) => {
        await currentWiring().api.factors.totpRemove.mutate({ password })
        await refreshFactors()
        onClose()
        tell({ text: 'The code from an app is removed' })
      }}
    >
      <p>Your password alone is then enough to sign in, unless you have a passkey.</p>
    </PasswordDialog>
  )
}
