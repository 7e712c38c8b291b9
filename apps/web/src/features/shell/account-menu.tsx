import { useMe } from '@holdfast/client/react'
import { displayName } from '@holdfast/domain'
import { useNavigate } from '@tanstack/react-router'
import { FileInput, Keyboard, LogOut, Settings } from 'lucide-react'
import { MenuItem, MenuSeparator } from '../../components/menu-item.tsx'
import { AdminItem } from '../admin/admin-item.tsx'
import { showKeys } from './shell-state.ts'

/** Who works here, and what belongs to them. */
export default function AccountMenu() {
  const me = useMe()
  const navigate = useNavigate()
  return (
    <>
      {me ? (
        <p className="menu-label">
          <b className="block text-ink">{displayName(me.profile)}</b>
          {me.email}
        </p>
      ) : null}
      <MenuItem icon={Settings} onClick={() => void navigate({ to: '/settings' })}>
        Settings
      </MenuItem>
      <MenuItem icon={FileInput} onClick={() => void navigate({ to: '/import' })}>
        Import
      </MenuItem>
      <AdminItem />
      <MenuItem icon={Keyboard} keys={['?']} onClick={() => showKeys(true)}>
        Keyboard shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={LogOut} onClick={() => void navigate({ to: '/settings', hash: 'sign-out' })}>
        Sign out…
      </MenuItem>
    </>
  )
}
