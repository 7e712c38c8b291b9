import { useSyncStatus } from '@holdfast/client/react'
import { CheckCheck, CloudOff, Inbox } from 'lucide-react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import './inbox.css'
import { InboxList } from './inbox-list.tsx'
import { useInbox } from './use-inbox.ts'

/** What others did that concerns this person, the newest first. */
export function InboxView() {
  const inbox = useInbox()
  const offline = useSyncStatus().link === 'offline'
  const { items, failed } = inbox
  const newest = items?.[0]
  const unread = items?.some(({ readAt }) => readAt === null)
  const again = (
    <Button size="small" busy={inbox.asking} onClick={inbox.askAgain}>
      Try again
    </Button>
  )
  return (
    <section className="view" aria-label="Inbox">
      <ViewHead title="Inbox">
        {newest && unread ? (
          <Button look="quiet" icon={CheckCheck} onClick={() => inbox.markAll(newest.createdAt)}>
            Mark all read
          </Button>
        ) : null}
      </ViewHead>
      <QuickAddOver />
      {inbox.refused ? (
        <Banner icon={CloudOff}>The server did not answer, so nothing was marked.</Banner>
      ) : null}
      {items && failed ? (
        <Banner icon={CloudOff} actions={offline ? undefined : again}>
          {offline
            ? 'There is no network. This is what was loaded before.'
            : 'The server did not answer. This is what was loaded before.'}
        </Banner>
      ) : null}
      {items && items.length > 0 ? (
        <InboxList inbox={{ ...inbox, items }} />
      ) : (
        <div className="list" aria-busy={!items && !failed}>
          {items ? (
            <EmptyState icon={<Inbox />} title="Nothing here yet.">
              You are told here when a task becomes yours, when one of yours is completed, and when
              you are added to a project.
            </EmptyState>
          ) : failed ? (
            <EmptyState
              icon={<CloudOff />}
              title={offline ? 'There is no network.' : 'The server did not answer.'}
              actions={again}
            >
              The inbox is kept on the server. Your tasks are here and can be worked on.
            </EmptyState>
          ) : null}
        </div>
      )}
    </section>
  )
}
