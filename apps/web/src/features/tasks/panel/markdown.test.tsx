// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { Markdown } from './markdown.tsx'

const hrefs = (text: string) =>
  [...render(<Markdown text={text} />).container.querySelectorAll('a')].map((link) =>
    link.getAttribute('href'),
  )

describe('Markdown', () => {
  afterEach(cleanup)

  it('links to where a safe address leads', () => {
    expect(hrefs('[a](https://example.org/x) ![b](https://example.org/y.png)')).toEqual([
      'https://example.org/x',
      'https://example.org/y.png',
    ])
  })

  it.each([
    '[a](javascript:alert(1))',
    '![a](javascript:alert(1))',
    '[a]()',
    '[a](data:text/html,x)',
  ])('makes no link of %s, and keeps its words', (text) => {
    const { container } = render(<Markdown text={text} />)
    expect(container.querySelector('a')).toBeNull()
    expect(container.textContent).toBe('a')
  })
})
