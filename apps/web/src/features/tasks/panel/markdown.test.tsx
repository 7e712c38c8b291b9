// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { isHeavy } from './is-heavy.ts'
import { Markdown } from './markdown.tsx'

const hrefs = (text: string) =>
  [...render(<Markdown text={text} />).container.querySelectorAll('a')].map((link) =>
    link.getAttribute('href'),
  )

/** Each freezes a window for minutes, or takes all of the stack, where it is made Markdown of. */
const frozen: [string, string][] = [
  ['marks that could each end another', '*a_b'.repeat(25_000)],
  ['as many over lines', '*a_b\n'.repeat(20_000)],
  ['quotes in quotes', '> '.repeat(50_000)],
  ['lists in lists on a line', '- '.repeat(50_000)],
  [
    'lists in lists',
    Array.from({ length: 300 }, (_, depth) => `${' '.repeat(2 * depth)}- a`).join('\n'),
  ],
  ['a table without end', `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(15_000)}`],
  ['as many headings as there is room for', 'a\n=\n'.repeat(25_000)],
  ['code that never ends', '`a``'.repeat(25_000)],
]

const LONG = [
  '# A long text',
  ...Array.from(
    { length: 3000 },
    (_, i) => `- **Step ${i}**: see [the page](https://example.org/${i})`,
  ),
  '> a quote\n> > in a quote',
  `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(200)}`,
  '---',
  '* * *',
].join('\n')

describe('Markdown', () => {
  afterEach(cleanup)

  it.each(frozen)('shows %s as it was written', (_, text) => {
    expect(render(<Markdown text={text} />).container.textContent === text).toBe(true)
  })

  it('makes elements of a text that is only long', () => {
    expect(isHeavy(LONG)).toBe(false)
    const { container } = render(<Markdown text={'# a\n\n- b\n  - c\n\n> d\n\n|e|\n|-|\n|f|'} />)
    for (const name of ['h1', 'ul ul', 'blockquote', 'table'])
      expect(container.querySelector(name), name).not.toBeNull()
  })

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
