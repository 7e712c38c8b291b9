// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest'
import { ada, taskId } from '../../../testing/seed.ts'
import {
  draftKey,
  earlierKey,
  readDraft,
  type TextPlace,
  writeDraft,
} from '../drafts/text-draft.ts'
import { useTextEdit } from './use-text-edit.ts'

const place: TextPlace = { userId: ada, taskId: taskId(1), field: 'title' }

const answersAfter = 800

function whenAnswered(run: () => void): () => void {
  const timer = setTimeout(run, answersAfter)
  return () => clearTimeout(timer)
}

function render(
  value: string,
  save: Mock<() => Promise<void> | null> = vi.fn(() => Promise.resolve()),
  locked = false,
) {
  const hook = renderHook(
    ({ shown }: { shown: string }) =>
      useTextEdit({ place, value: shown, save, locked, whenAnswered }),
    { initialProps: { shown: value } },
  )
  return { ...hook, save }
}

describe('useTextEdit', () => {
  beforeEach(() => {
    localStorage.clear()
    vi.useFakeTimers()
  })
  afterEach(() => vi.useRealTimers())

  it('saves half a second after the last letter, with what was seen first', () => {
    const { result, save } = render('old')
    act(() => result.current.change('old t'))
    act(() => vi.advanceTimersByTime(400))
    act(() => result.current.change('old text'))
    act(() => vi.advanceTimersByTime(499))
    expect(save).not.toHaveBeenCalled()
    act(() => vi.advanceTimersByTime(1))
    expect(save).toHaveBeenCalledExactlyOnceWith('old text', 'old')
  })

  it('loses nothing when the panel closes, and nothing when the tab is hidden', () => {
    const closed = render('old')
    act(() => closed.result.current.change('typed'))
    closed.unmount()
    expect(closed.save).toHaveBeenCalledExactlyOnceWith('typed', 'old')

    localStorage.clear()
    const hidden = render('old')
    act(() => hidden.result.current.change('typed'))
    act(() => void window.dispatchEvent(new Event('pagehide')))
    expect(hidden.save).toHaveBeenCalledExactlyOnceWith('typed', 'old')
  })

  it('takes up a draft that a crash left behind', () => {
    const first = render(
      'old',
      vi.fn(() => new Promise<void>(() => undefined)),
    )
    act(() => first.result.current.change('typed'))
    const { result, save } = render('old')
    expect(result.current.text).toBe('typed')
    act(() => vi.advanceTimersByTime(answersAfter))
    expect(save).toHaveBeenCalledExactlyOnceWith('typed', 'old')
  })

  it('sends nothing of an earlier page before the server had the time to tell of a newer text', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    const { result, rerender, save, unmount } = render('old')
    act(() => vi.advanceTimersByTime(answersAfter - 1))
    act(() => result.current.flush())
    act(() => void window.dispatchEvent(new Event('pagehide')))
    rerender({ shown: 'theirs' })
    act(() => vi.advanceTimersByTime(1))
    expect(result.current).toMatchObject({ text: 'theirs', earlier: 'typed' })
    unmount()
    expect(save).not.toHaveBeenCalled()
  })

  it('leaves what an earlier page left where it is, if the panel closes before the answer', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    const { save, unmount } = render('old')
    unmount()
    expect(save).not.toHaveBeenCalled()
    expect(readDraft(draftKey(place))).toEqual({ text: 'typed', base: 'old' })
  })

  it('asks about a draft where the task has a newer text, and takes it only when told to', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    const { result, save } = render('theirs')
    expect(result.current).toMatchObject({ text: 'theirs', dirty: false, earlier: 'typed' })
    act(() => vi.advanceTimersByTime(1000))
    expect(save).not.toHaveBeenCalled()
    act(() => result.current.takeEarlier())
    expect(save).toHaveBeenCalledExactlyOnceWith('typed', 'theirs')
    expect(result.current.earlier).toBeNull()
    expect(readDraft(earlierKey(place))).toBeNull()
  })

  it('a draft that was put aside waits through any number of openings until it is discarded', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    render('theirs').unmount()
    const { result, save } = render('theirs again')
    expect(result.current.earlier).toBe('typed')
    act(() => result.current.discardEarlier())
    expect(result.current).toMatchObject({ text: 'theirs again', earlier: null })
    expect(render('theirs again').result.current.earlier).toBeNull()
    expect(save).not.toHaveBeenCalled()
  })

  it('a newer text that comes before a draft from before is sent is not written over', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    const { result, rerender, save } = render('old')
    rerender({ shown: 'theirs' })
    act(() => vi.advanceTimersByTime(answersAfter))
    expect(result.current).toMatchObject({ text: 'theirs', earlier: 'typed' })
    expect(save).not.toHaveBeenCalled()
  })

  it('only shows what was left behind where nothing can be changed', () => {
    writeDraft(draftKey(place), { text: 'typed', base: 'old' })
    const { result, save } = render('old', undefined, true)
    expect(result.current).toMatchObject({ text: 'old', earlier: 'typed' })
    act(() => vi.advanceTimersByTime(1000))
    expect(save).not.toHaveBeenCalled()
  })

  it('keeps what was refused', () => {
    const { result } = render(
      'old',
      vi.fn(() => null),
    )
    act(() => result.current.change('typed'))
    act(() => result.current.flush())
    expect(result.current.text).toBe('typed')
    expect(readDraft(draftKey(place))).toEqual({ text: 'typed', base: 'old' })
  })

  it('keeps the draft until the device has it for good', async () => {
    let settle: () => void = () => undefined
    const save = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          settle = resolve
        }),
    )
    const { result } = render('old', save)
    act(() => result.current.change('typed'))
    act(() => result.current.flush())
    expect(localStorage.getItem(draftKey(place))).toContain('typed')
    await act(async () => settle())
    expect(localStorage.getItem(draftKey(place))).toBeNull()
  })

  it('a change from elsewhere never replaces an edit in progress', () => {
    const { result, rerender, save } = render('old')
    act(() => result.current.change('mine'))
    rerender({ shown: 'theirs' })
    expect(result.current.text).toBe('mine')
    act(() => vi.advanceTimersByTime(500))
    expect(save).toHaveBeenCalledExactlyOnceWith('mine', 'old')
  })

  it('Esc puts back what was there', () => {
    const { result, save } = render('old')
    act(() => result.current.change('typed'))
    act(() => result.current.revert())
    expect(result.current.text).toBe('old')
    act(() => vi.advanceTimersByTime(1000))
    expect(save).not.toHaveBeenCalled()
  })
})
