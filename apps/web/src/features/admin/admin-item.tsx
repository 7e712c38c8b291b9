import { useNavigate } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { MenuItem } from '../../components/menu-item.tsx'
import { useIsAdmin } from './use-is-admin.ts'

/** The way to administration in a menu, for those who may go there. */
export function AdminItem() {
  const navigate = useNavigate()
  if (!useIsAdmin()) return null
  return (
    <MenuItem
      icon={ShieldCheck}
      onClick={() => void navigate({ to: '/admin/{-$part}', params: { part: undefined } })}
    >
      Administration
    </MenuItem>
  )
}
