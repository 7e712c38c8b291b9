import { useSyncStatus } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { UserX } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { currentWiring, signOut } from '../../wiring/account.ts'
import { changesText } from '../sync/describe-sync.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { Line, Section } from './section.tsx'

/** Ends the account, for good. */
export function DeleteAccount() {
  const [asking, setAsking] = useState(false)
  return (
    <Section title="Account">
      <ul className="security-list">
        <Line
          icon={UserX}
          title="Delete account"
          note="Signs you out everywhere, for good. What you did in shared projects stays there."
        >
          <Button size="small" look="destroys" onClick={() => setAsking(true)}>
            Delete account…
          </Button>
        </Line>
      </ul>
      {asking ? <Confirm onClose={() => setAsking(false)} /> : null}
    </Section>
  )
}

function Confirm({ onClose }: { onClose: () => void }) {
  const { pending, saving } = useSyncStatus()
  const navigate = useNavigate()
  const unsent = pending + saving
  return (
    <PasswordDialog
      title="Delete account"
      act={unsent > 0 ? `Delete and lose ${changesText(unsent)}` : 'Delete account'}
      look="destroys"
      onClose={onClose}
      onConfirm={async (password) => {
        await currentWiring().api.account.delete.mutate({ password })
        await signOut()
        await navigate({ to: '/sign-in' })
      }}
    >
      <p>This cannot be taken back:</p>
      <ul className="consequences">
        <li>Every device is signed out, and this one is cleared.</li>
        <li>Your access tokens stop working at once.</li>
        <li>Nobody can sign in with your e-mail address until an account is made with it anew.</li>
        <li>Tasks in projects that you share stay with the others.</li>
      </ul>
      {unsent > 0 ? (
        <p>
          <b>{changesText(unsent)} not sent yet will be lost.</b> Wait until they are sent, or
          delete the account all the same.
        </p>
      ) : null}
    </PasswordDialog>
  )
}
