import { Button } from '../../../components/button.tsx'
import type { TextEdit } from './use-text-edit.ts'

interface EarlierTextProps {
  edit: Pick<TextEdit, 'earlier' | 'takeEarlier' | 'discardEarlier'>
  locked: boolean
}

/** What a closed page left, where the task has another text by now: its writer decides. */
export function EarlierText({ edit, locked }: EarlierTextProps) {
  if (edit.earlier === null) return null
  return (
    <div className="earlier" role="group" aria-label="Written before the page closed">
      <p>
        <b>You wrote this before the page closed:</b>{' '}
        <bdi className="whitespace-pre-wrap">{edit.earlier}</bdi>
      </p>
      {locked ? null : (
        <Button size="small" onClick={edit.takeEarlier}>
          Use it
        </Button>
      )}
      <Button size="small" look="quiet" onClick={edit.discardEarlier}>
        Discard
      </Button>
    </div>
  )
}
