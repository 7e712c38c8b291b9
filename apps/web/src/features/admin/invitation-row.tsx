import { Mail, MailCheck, MailX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { toldAt } from '../inbox/told-at.ts'
import { useMoment } from '../tasks/moment.tsx'
import type { Invitation } from './admin-types.ts'
import { invite } from './invite.ts'
import { refusalText } from './refusal-text.ts'

const stateMarks = {
  open: { look: 'accent', text: 'open' },
  accepted: { look: 'ok', text: 'accepted' },
  revoked: { look: '', text: 'revoked' },
  expired: { look: 'warn', text: 'ran out' },
} as const

const mailNotes = {
  sending: 'mail on its way',
  sent: 'mail sent',
  refused: 'the mail was refused',
  unknown: 'nobody knows whether the mail came',
} as const

const icons = { open: Mail, accepted: MailCheck, revoked: MailX, expired: MailX }

/** One invitation as a line. Revoking is asked for in place: the link that was mailed is lost by it. */
export function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, state, invitedBy, mail, createdAt, expiresAt } = invitation
  const moment = useMoment()
  const [sure, setSure] = useState(false)
  const [busy, setBusy] = useState(false)
  const mark = stateMarks[state]
  const Icon = icons[state]

  async function work(doing: () => Promise<unknown>, done: string, kept: string) {
    setBusy(true)
    try {
      await doing()
      tell({ text: done })
    } catch (failure) {
      tellRefusal(refusalText(failure, kept))
    } finally {
      setBusy(false)
      setSure(false)
      void queryClient.invalidateQueries(api.admin.pathFilter())
    }
  }

  const revoke = () =>
    work(
      () => currentWiring().api.admin.invitations.revoke.mutate({ id }),
      `The invitation of ${email} is revoked`,
      'The invitation stays open.',
    )

  return (
    <li className="invitation">
      <Icon />
      <span className="account-who">
        <span className="account-name">
          <b>{email}</b>
          <span className={`mark ${mark.look}`}>{mark.text}</span>
        </span>
        <small>
          {`Invited ${toldAt(createdAt, moment)}`}
          {invitedBy ? ` by ${invitedBy}` : null}
          {mail && state === 'open' ? `, ${mailNotes[mail]}` : null}
          {state === 'open' ? `, good until ${toldAt(expiresAt, moment)}` : null}
        </small>
      </span>
      {state === 'open' && !sure ? (
        <Button
          size="small"
          aria-label={`Revoke the invitation of ${email}`}
          onClick={() => setSure(true)}
        >
          Revoke
        </Button>
      ) : null}
      {state === 'open' && sure ? (
        <Button size="small" look="destroys" busy={busy} onClick={() => void revoke()}>
          Revoke the link
        </Button>
      ) : null}
      {state === 'revoked' || state === 'expired' ? (
        <Button
          size="small"
          look="quiet"
          busy={busy}
          aria-label={`Invite ${email} again`}
          onClick={() =>
            void work(() => invite(email), `${email} is invited`, 'Nobody was invited.')
          }
        >
          Invite again
        </Button>
      ) : null}
    </li>
  )
}
