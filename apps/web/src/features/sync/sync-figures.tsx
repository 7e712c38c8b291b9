import { CircleAlert, CloudCheck, CloudOff, CloudUpload, RefreshCw } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { clock } from '../tasks/due/clock.ts'
import { useMoment } from '../tasks/moment.tsx'
import { ageText, changesText } from './describe-sync.ts'
import { useShownStatus } from './discarded.ts'
import { explainSync } from './explain-sync.ts'
import { useSyncSummary } from './use-sync-summary.ts'
import { useTick } from './use-tick.ts'

const icons = { sent: CloudCheck, sending: CloudUpload, waiting: CloudOff, issues: CircleAlert }

/** The state of the link in a sentence, and the three figures that prove it. */
export function SyncFigures({ onTry }: { onTry: () => void }) {
  const status = useShownStatus()
  const moment = useMoment()
  const now = useTick()
  const { kind } = useSyncSummary()
  const { headline, rest, note } = explainSync(status, moment, now)
  const Icon = icons[kind]
  const waiting = status.pending + status.saving
  const time = (at: string) => clock(new Date(at), moment)
  return (
    <>
      <div className={`sync-state ${kind}`}>
        <Icon />
        <div>
          <p>
            <b>{headline}</b> {rest}
          </p>
          <small>{note}</small>
        </div>
        {status.link === 'online' ? null : (
          <Button size="small" icon={RefreshCw} onClick={onTry}>
            Try now
          </Button>
        )}
      </div>
      <dl className="sync-figures">
        <div>
          <dt>Waiting</dt>
          <dd>{changesText(waiting)}</dd>
        </div>
        <div>
          <dt>Oldest unsent</dt>
          <dd>
            {status.oldestPendingAt ? (
              <>
                {ageText(status.oldestPendingAt, now)} <small>{time(status.oldestPendingAt)}</small>
              </>
            ) : (
              'none'
            )}
          </dd>
        </div>
        <div>
          <dt>Last acknowledged</dt>
          <dd>{status.lastAcknowledgedAt ? time(status.lastAcknowledgedAt) : 'not yet'}</dd>
        </div>
      </dl>
    </>
  )
}
