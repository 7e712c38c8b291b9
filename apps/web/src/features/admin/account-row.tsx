import { useMe } from '@holdfast/client/react'
import { useState } from 'react'
import { Avatar } from '../../components/avatar.tsx'
import { toldAt } from '../inbox/told-at.ts'
import { useMoment } from '../tasks/moment.tsx'
import { AccountMarks } from './account-marks.tsx'
import { AccountMenu } from './account-menu.tsx'
import type { Account } from './admin-types.ts'
import { type Deed, DeedDialog } from './deed-dialog.tsx'
import { SessionsDialog } from './sessions-dialog.tsx'

const sessionsText = (count: number): string => {
  if (count === 0) return 'not signed in'
  return count === 1 ? '1 session' : `${count} sessions`
}

/** One account as a line: who it is, whether they may come in, and what can be done. */
export function AccountRow({ account }: { account: Account }) {
  const { name, email, status, lastSeenAt, sessions } = account
  const self = useMe()?.id === account.id
  const moment = useMoment()
  const [deed, setDeed] = useState<Deed | null>(null)
  const [opened, setOpened] = useState(false)
  const gone = status === 'deleted'
  return (
    <li className={gone ? 'account gone' : 'account'}>
      <button
        type="button"
        className="account-open"
        disabled={gone}
        onClick={() => setOpened(true)}
      >
        <Avatar name={name || email} decorative />
        <span className="account-who">
          <span className="account-name">
            <b dir="auto">{gone ? 'Deleted account' : name || email}</b>
            <AccountMarks account={account} self={self} />
          </span>
          {gone ? null : <small>{email}</small>}
        </span>
        <span className="account-seen">
          {lastSeenAt && !gone ? `Active ${toldAt(lastSeenAt, moment)}, ` : null}
          {gone ? null : sessionsText(sessions)}
        </span>
      </button>
      {gone ? null : (
        <AccountMenu
          account={account}
          self={self}
          onDeed={setDeed}
          onSessions={() => setOpened(true)}
        />
      )}
      {deed ? <DeedDialog account={account} deed={deed} onClose={() => setDeed(null)} /> : null}
      {opened ? <SessionsDialog account={account} onClose={() => setOpened(false)} /> : null}
    </li>
  )
}
