import './unread-mark.css'
import { unreadText, useUnread } from './use-inbox.ts'

/** A dot on what leads to the inbox where there is no room for a number. */
export function UnreadMark() {
  const unread = useUnread()
  if (unread === 0) return null
  return (
    <span className="tab-unread">
      <span className="visually-hidden">{unreadText(unread)} unread in the inbox. </span>
    </span>
  )
}

/** The number beside the inbox in a menu. */
export function UnreadCount() {
  const unread = useUnread()
  if (unread === 0) return null
  return (
    <span className="count unread">
      {unreadText(unread)}
      <span className="visually-hidden"> unread</span>
    </span>
  )
}
