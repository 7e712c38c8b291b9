import { useEffect, useRef } from 'react'
import { ConflictCard } from './conflict-card.tsx'
import { useOpenIssues } from './discarded.ts'
import { RefusalCard } from './refusal-card.tsx'

/** What was refused and what met another's value. Each is kept until the person decides. */
export function SyncIssues() {
  const issues = useOpenIssues()
  const heading = useRef<HTMLHeadingElement>(null)
  const count = issues.length

  // The button that settled one is gone with it: go on from the list, not from the top of the page.
  const before = useRef(count)
  useEffect(() => {
    if (count < before.current && document.activeElement === document.body) heading.current?.focus()
    before.current = count
  }, [count])

  return (
    <section className="sync-section" aria-labelledby="sync-issues">
      <div className="section-head">
        <h3 id="sync-issues" ref={heading} tabIndex={-1}>
          Issues
        </h3>
        {count > 0 ? (
          <span className="count warn">{count === 1 ? '1 needs you' : `${count} need you`}</span>
        ) : null}
      </div>
      {count === 0 ? (
        <p className="hint">
          None. Changes that are refused, and values that two people changed at once, wait here.
        </p>
      ) : (
        <>
          <ul>
            {issues.map((issue) =>
              'conflict' in issue ? (
                <ConflictCard key={issue.id} issue={issue} />
              ) : (
                <RefusalCard key={issue.id} issue={issue} />
              ),
            )}
          </ul>
          <p className="hint">Issues never hold back other changes.</p>
        </>
      )}
    </section>
  )
}
