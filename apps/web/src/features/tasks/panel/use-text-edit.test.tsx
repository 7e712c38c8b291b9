// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useTextEdit } from './use-text-edit.ts'

const draftKey = 'draft'

function render(value: string, save = vi.fn(() => Promise.resolve())) {
  const hook = renderHook(
    ({ shown }: { shown: string }) => useTextEdit({ draftKey, value: shown, save }),
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
    act(() => vi.advanceTimersByTime(500))
    expect(save).toHaveBeenCalledExactlyOnceWith('typed', 'old')
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
    expect(localStorage.getItem(draftKey)).toContain('typed')
    await act(async () => settle())
    expect(localStorage.getItem(draftKey)).toBeNull()
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
