import { Link } from '@tanstack/react-router'
import { Inbox } from 'lucide-react'
import { useUnread } from './use-inbox.ts'

const most = 99

/** The way to the inbox, with how much in it is unread. */
export default function InboxLink() {
  const unread = useUnread()
  return (
    <Link to="/inbox" className="nav-item" activeOptions={{ includeSearch: false }}>
      <Inbox />
      <span className="name">Inbox</span>
      {unread > 0 ? (
        <span className="count">
          {unread > most ? `${most}+` : unread}
          <span className="visually-hidden"> unread</span>
        </span>
      ) : null}
    </Link>
  )
}
