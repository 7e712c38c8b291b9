// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { ada, taskId } from '../../../testing/seed.ts'
import {
  draftKey,
  draftPlaces,
  dropDraft,
  earlierKey,
  forgetDraftsOf,
  judgeDraft,
  readDraft,
  setAside,
  type TextPlace,
  writeDraft,
} from './text-draft.ts'

const place: TextPlace = { userId: ada, taskId: taskId(1), field: 'title' }

describe('judgeDraft', () => {
  it.each([
    ['is on the task already', 'new', 'old', 'new', 'drop'],
    ['is on the task already but for its spaces', ' new  one ', 'old', 'new one', 'drop'],
    ['says what its writer saw', 'old', 'old', 'other', 'drop'],
    ['is an empty title', ' ', 'old', 'old', 'drop'],
    ['goes onto the value that its writer saw', 'new', 'old', 'old', 'send'],
    ['meets a newer value', 'new', 'old', 'other', 'ask'],
  ])('a title that %s', (_, text, base, current, verdict) => {
    expect(judgeDraft('title', { text, base }, current)).toBe(verdict)
  })

  it('a description may be emptied', () => {
    expect(judgeDraft('description', { text: '', base: 'old' }, 'old')).toBe('send')
  })
})

describe('drafts in local storage', () => {
  beforeEach(() => localStorage.clear())

  it('are found by their writer alone', () => {
    writeDraft(draftKey(place), { text: 'new', base: 'old' })
    setAside({ ...place, taskId: taskId(2) }, { text: 'new', base: 'old' })
    expect(draftPlaces(ada)).toEqual([place])
    expect(draftPlaces('another' as typeof ada)).toEqual([])
  })

  it('stay where something was written over them since', () => {
    writeDraft(draftKey(place), { text: 'newer', base: 'old' })
    dropDraft(draftKey(place), { text: 'new', base: 'old' })
    expect(readDraft(draftKey(place))?.text).toBe('newer')
    dropDraft(draftKey(place), { text: 'newer', base: 'old' })
    expect(readDraft(draftKey(place))).toBeNull()
  })

  it('are kept apart once they wait for a word', () => {
    writeDraft(draftKey(place), { text: 'new', base: 'old' })
    setAside(place, { text: 'new', base: 'old' })
    expect(readDraft(draftKey(place))).toBeNull()
    expect(readDraft(earlierKey(place))?.text).toBe('new')
  })

  it('go when their writer signs out, and no one else’s do', () => {
    const others = draftKey({ ...place, userId: 'another' as typeof ada })
    for (const key of [draftKey(place), earlierKey(place), others])
      writeDraft(key, { text: 'new', base: 'old' })
    forgetDraftsOf(ada)
    expect(Object.keys(localStorage)).toEqual([others])
  })

  it('that cannot be read are none', () => {
    localStorage.setItem(draftKey(place), '{"text":')
    expect(readDraft(draftKey(place))).toBeNull()
  })
})
