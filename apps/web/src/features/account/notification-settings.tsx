import { useDevice, useMe, useWaiting } from '@holdfast/client/react'
import type { NotificationPreferences } from '@holdfast/domain'
import { useLocation } from '@tanstack/react-router'
import { CloudUpload } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { perform } from '../../actions/history.ts'
import { Checkbox } from '../../components/checkbox.tsx'
import { useStanding } from '../sign-in/standing.ts'
import { setNotificationStep } from './set-notification-step.ts'

interface Choice {
  field: keyof NotificationPreferences
  name: string
  note: string
}

/** What is sent at once needs no word. */
const SHOWN_AFTER = 1000

const choices: readonly Choice[] = [
  { field: 'taskAssigned', name: 'A task is assigned to you', note: 'By somebody else' },
  {
    field: 'taskCompleted',
    name: 'A task of yours is completed',
    note: 'One that you made or work on, by somebody else',
  },
  {
    field: 'projectMembership',
    name: 'You are added to a project',
    note: 'Its tasks are in your list from then on',
  },
]

/** What a person is told of, in the inbox and by mail. Every mail links to this. */
export function NotificationSettings() {
  const device = useDevice()
  const me = useMe()
  const head = useLinkedHead()
  const { standing } = useStanding()
  if (!me) return null
  const { notifications } = me.preferences
  const mute = standing?.mail === false
  const mail: Choice = {
    field: 'email',
    name: 'By e-mail too',
    note: mute
      ? 'This server sends no mail. The choice holds from when it does'
      : `What comes to the inbox is also mailed to ${me.email}`,
  }

  return (
    <section className="setting" id="notifications" aria-labelledby="notifications-head">
      <h2 id="notifications-head" tabIndex={-1} ref={head}>
        Notifications
      </h2>
      {[...choices, mail].map(({ field, name, note }) => (
        <label key={field} className="setting-line">
          <div>
            <p id={`notifications-${field}`}>{name}</p>
            <small id={`notifications-${field}-note`}>{note}</small>
          </div>
          <Checkbox
            checked={notifications[field]}
            aria-labelledby={`notifications-${field}`}
            aria-describedby={`notifications-${field}-note`}
            onChange={(event) =>
              perform(device, setNotificationStep(field, name, event.target.checked))
            }
          />
        </label>
      ))}
      <p className="setting-state" role="status">
        <Unsent />
      </p>
    </section>
  )
}

/** The server tells people, so a choice holds from when it is there. */
function Unsent() {
  const since = useWaiting().find(
    ({ name, args }) =>
      name === 'edit-preferences' && (args as { notifications?: unknown }).notifications,
  )?.at
  const [shown, setShown] = useState(false)
  useEffect(() => {
    setShown(false)
    if (!since) return
    const timer = setTimeout(() => setShown(true), SHOWN_AFTER)
    return () => clearTimeout(timer)
  }, [since])
  if (!since || !shown) return null
  return (
    <>
      <CloudUpload />
      Kept on this device, not sent yet. It holds from when it is sent.
    </>
  )
}

/** Takes the focus when the address names this section. */
function useLinkedHead() {
  const head = useRef<HTMLHeadingElement>(null)
  const linked = useLocation({ select: ({ hash }) => hash === 'notifications' })
  const known = useMe() !== undefined
  useEffect(() => {
    if (linked && known) head.current?.focus()
  }, [linked, known])
  return head
}
