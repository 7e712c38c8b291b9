import type { Device } from '@holdfast/client'
import type { Task } from '@holdfast/domain'
import { perform } from '../../../actions/history.ts'
import { type Step, setDescriptionStep, setTitleStep } from '../../../actions/step.ts'
import {
  draftKey,
  draftPlaces,
  dropDraft,
  judgeDraft,
  readDraft,
  setAside,
  type TextDraft,
  type TextPlace,
  tidy,
} from './text-draft.ts'
import { whenAnswered } from './when-answered.ts'

/**
 * Takes up what was being typed when a tab was closed: once per start, when the tasks are here and
 * the server has answered or failed to. What is refused or belongs to a task that is not here stays.
 * @param patience milliseconds that a silent server is waited for
 * @returns stops waiting
 */
export function recoverDrafts(device: Device, patience?: number): () => void {
  return whenAnswered(
    device,
    () => {
      for (const place of draftPlaces(device.userId)) recoverOne(device, place)
    },
    patience,
  )
}

function recoverOne(device: Device, place: TextPlace): void {
  const draft = readDraft(draftKey(place))
  const task = device.queries.task(place.taskId).get()
  if (!draft || !task) return
  const verdict = judgeDraft(place.field, draft, task[place.field] ?? '')
  if (verdict === 'drop') dropDraft(draftKey(place), draft)
  else if (verdict === 'ask' || task.deletedAt !== null) setAside(place, draft)
  else {
    const durable = perform(device, stepOf(task, place.field, draft), {
      quiet: true,
      // Its panel says so, beside the text.
      onRefusal: () => undefined,
    })
    durable?.then(
      () => dropDraft(draftKey(place), draft),
      () => undefined,
    )
  }
}

function stepOf(task: Task, field: TextPlace['field'], { text, base }: TextDraft): Step {
  return field === 'title'
    ? setTitleStep(task, base, tidy(field, text))
    : setDescriptionStep(task, base || null, text || null)
}
