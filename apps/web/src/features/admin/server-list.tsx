import { useSyncStatus } from '@holdfast/client/react'
import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'

interface ServerListProps<Item> {
  label: string
  pages: {
    items: readonly Item[] | undefined
    stale: boolean
    failed: boolean
    asking: boolean
    askAgain: () => void
    hasMore: boolean
    more: () => void
  }
  /** Shown where there is nothing. */
  empty: ReactNode
  children: (item: Item) => ReactNode
}

/** A list that the server keeps: waiting, away, empty, or there. */
export function ServerList<Item>({ label, pages, empty, children }: ServerListProps<Item>) {
  const { items, failed, asking, askAgain, hasMore, more } = pages
  const offline = useSyncStatus().link === 'offline'
  const again = (
    <Button size="small" busy={asking} onClick={askAgain}>
      Try again
    </Button>
  )
  if (!items)
    return (
      <div className="list" aria-busy={!failed}>
        {failed ? (
          <EmptyState
            icon={<CloudOff />}
            title={offline ? 'There is no network.' : 'The server did not answer.'}
            actions={again}
          >
            This list is kept on the server. Your tasks are here and can be worked on.
          </EmptyState>
        ) : (
          <Skeleton />
        )}
      </div>
    )
  return (
    <div
      className="list admin-list"
      role="region"
      aria-label={`${label} of this server`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      aria-busy={pages.stale}
    >
      {failed && !offline ? (
        <Banner icon={CloudOff} actions={again}>
          The server did not answer. This is what was loaded before.
        </Banner>
      ) : null}
      {items.length === 0 ? empty : <ul aria-label={label}>{items.map(children)}</ul>}
      {hasMore ? (
        <Button look="quiet" busy={asking} onClick={more}>
          Show more
        </Button>
      ) : null}
    </div>
  )
}

function Skeleton() {
  return (
    <div aria-hidden="true">
      {[40, 55, 35, 48].map((width) => (
        <div key={width} className="skeleton">
          <i />
          <i style={{ inlineSize: `${width}%` }} />
          <i />
        </div>
      ))}
    </div>
  )
}
