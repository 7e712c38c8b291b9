import { useSyncStatus } from '@holdfast/client/react'
import { useNavigate } from '@tanstack/react-router'
import { LogOut } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { signOut } from '../../wiring/account.ts'
import { changesText } from '../sync/describe-sync.ts'

/** Signing out takes the work off this device. What was not sent would go with it, so it asks. */
export function SignOut() {
  const { pending, saving } = useSyncStatus()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(location.hash === '#sign-out')
  const [busy, setBusy] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  const unsent = pending + saving

  useEffect(() => {
    if (asking) first.current?.focus()
  }, [asking])

  async function leave() {
    setBusy(true)
    await signOut()
    await navigate({ to: '/sign-in' })
  }

  return (
    <section className="setting" aria-labelledby="session">
      <h2 id="session">This device</h2>
      {asking ? (
        <div className="setting-line confirm" role="alertdialog" aria-label="Sign out">
          <div>
            <p>Sign out and clear this device?</p>
            <small>
              {unsent > 0
                ? `${changesText(unsent)} not sent yet will be lost. Wait until they are sent, or sign out all the same.`
                : 'Everything is sent. Your tasks come back when you sign in.'}
            </small>
          </div>
          <Button size="small" look="quiet" ref={first} onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button size="small" look="destroys" busy={busy} onClick={() => void leave()}>
            {unsent > 0 ? `Sign out and lose ${changesText(unsent)}` : 'Sign out'}
          </Button>
        </div>
      ) : (
        <div className="setting-line">
          <div>
            <p>Sign out</p>
            <small>Takes your tasks off this device. Other devices keep them.</small>
          </div>
          <Button icon={LogOut} onClick={() => setAsking(true)}>
            Sign out
          </Button>
        </div>
      )}
    </section>
  )
}
