import type { WaitingMutation } from '@holdfast/client'
import { saveJson } from '../../components/save-file.ts'
import { clock } from '../tasks/due/clock.ts'
import { useMoment } from '../tasks/moment.tsx'
import { describeDeed } from './describe-deed.ts'

const most = 100

/** What this device has done and the server has not acknowledged, oldest first. */
export function WaitingList({ waiting }: { waiting: readonly WaitingMutation[] }) {
  const moment = useMoment()
  if (waiting.length === 0) return null
  return (
    <section className="sync-section" aria-labelledby="sync-waiting">
      <div className="section-head">
        <h3 id="sync-waiting">Waiting to be sent</h3>
        <span className="count">{waiting.length}</span>
        <span className="panel-space" />
        <button type="button" className="link plain" onClick={() => exportAsJson(waiting)}>
          Export as JSON
        </button>
      </div>
      <ul className="waiting-list">
        {waiting.slice(0, most).map((mutation) => {
          const { icon: Icon, title, detail } = describeDeed(mutation)
          return (
            <li key={mutation.draftId}>
              <Icon />
              <div>
                <p dir="auto">{title}</p>
                <small>{detail}</small>
              </div>
              <time dateTime={mutation.at}>{clock(new Date(mutation.at), moment)}</time>
            </li>
          )
        })}
      </ul>
      {waiting.length > most ? <p className="hint">and {waiting.length - most} more</p> : null}
    </section>
  )
}

function exportAsJson(waiting: readonly WaitingMutation[]): void {
  saveJson(
    'holdfast-unsent.json',
    waiting.map(({ name, args, at }) => ({ name, args, at })),
  )
}
