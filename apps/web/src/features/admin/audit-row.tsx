import { useMoment } from '../tasks/moment.tsx'
import type { AuditEntry } from './admin-types.ts'
import { fieldsText, sentenceOf } from './audit-words.ts'

/** One entry as a sentence, with its time to the second: a log is compared with others. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { at, action, entity, entityId, fields } = entry
  const isWork = entity === 'task' || entity === 'project'
  const { locale, timeZone } = useMoment()
  const time = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone,
  }).format(new Date(at))
  return (
    <li className="entry">
      <time dateTime={at}>{time}</time>
      <p>
        {sentenceOf(entry).map((part, at) =>
          typeof part === 'string' ? (
            part
          ) : (
            <b key={at} dir="auto">
              {part.name}
            </b>
          ),
        )}
        <small>
          {isWork ? <code>{`${entity} ${entityId.slice(-12)}`}</code> : null}
          {isWork && action !== 'edited' ? ` ${fieldsText(fields)}` : null}
        </small>
      </p>
    </li>
  )
}
