import { useNavigate } from '@tanstack/react-router'
import {
  Ban,
  Ellipsis,
  KeyRound,
  MonitorSmartphone,
  ScrollText,
  ShieldCheck,
  ShieldOff,
  Trash2,
  Undo2,
} from 'lucide-react'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu } from '../../components/menu.tsx'
import { MenuItem, MenuSeparator } from '../../components/menu-item.tsx'
import type { Account } from './admin-types.ts'
import type { Deed } from './deed-dialog.tsx'

interface AccountMenuProps {
  account: Account
  self: boolean
  onDeed: (deed: Deed) => void
  onSessions: () => void
}

/** What an admin can do with an account. What would shut themselves out is not offered. */
export function AccountMenu({ account, self, onDeed, onSessions }: AccountMenuProps) {
  const { id, name, email, status, admin, secondFactor } = account
  const navigate = useNavigate()
  const log = (search: Record<string, string>) =>
    void navigate({ to: '/admin/{-$part}', params: { part: 'audit' }, search })
  return (
    <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${name || email}`} />}>
      <MenuItem icon={MonitorSmartphone} onClick={onSessions}>
        Sessions
      </MenuItem>
      <MenuItem icon={ScrollText} onClick={() => log({ actor: id })}>
        What they did
      </MenuItem>
      <MenuItem icon={ScrollText} onClick={() => log({ entity: 'user', entityId: id })}>
        What happened to the account
      </MenuItem>
      <MenuSeparator />
      {admin ? (
        <MenuItem icon={ShieldOff} onClick={() => onDeed('revoke-admin')}>
          Take admin rights
        </MenuItem>
      ) : status === 'active' ? (
        <MenuItem icon={ShieldCheck} onClick={() => onDeed('grant-admin')}>
          Make admin
        </MenuItem>
      ) : null}
      {secondFactor ? (
        <MenuItem icon={KeyRound} onClick={() => onDeed('reset-second-factor')}>
          Reset second factor
        </MenuItem>
      ) : null}
      {status === 'suspended' ? (
        <MenuItem icon={Undo2} onClick={() => onDeed('reinstate')}>
          Reinstate
        </MenuItem>
      ) : self ? null : (
        <MenuItem icon={Ban} destroys onClick={() => onDeed('suspend')}>
          Suspend
        </MenuItem>
      )}
      {self ? null : (
        <MenuItem icon={Trash2} destroys onClick={() => onDeed('delete')}>
          Delete account
        </MenuItem>
      )}
    </Menu>
  )
}
