import { Link } from '@tanstack/react-router'
import { ShieldCheck } from 'lucide-react'
import { useIsAdmin } from './use-is-admin.ts'

/** The way to administration, for those who may go there. */
export default function AdminLink() {
  if (!useIsAdmin()) return null
  return (
    <Link
      to="/admin/{-$part}"
      params={{ part: undefined }}
      className="nav-item"
      activeOptions={{ includeSearch: false }}
    >
      <ShieldCheck />
      <span className="name">Administration</span>
    </Link>
  )
}
