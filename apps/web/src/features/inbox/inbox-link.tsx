import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { UnreadCount } from './unread-mark.tsx'

/** The way to the inbox, with how much in it is unread. */
export default function InboxLink() {
  return (
    <Link to="/inbox" className="nav-item" activeOptions={{ includeSearch: false }}>
      <Inbox />
      <span className="name">Inbox</span>
      <UnreadCount />
    </Link>
  )
}
