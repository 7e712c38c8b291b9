import type { ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { isHeavy } from './is-heavy.ts'

const plugins = [remarkGfm]

// Another's text must not reach back into this window, nor tell its server who reads it.
function Away({ to, children }: { to: unknown; children: ReactNode }) {
  // Where the address was no safe one, a link would open this very page once more.
  if (typeof to !== 'string' || to === '') return children
  return (
    <a href={to} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

const components: Components = {
  a: ({ href, children }) => <Away to={href}>{children}</Away>,
  img: ({ src, alt }) => <Away to={src}>{alt || 'image'}</Away>,
}

/**
 * Markdown as React elements. HTML in it stays text, and links go only to http, https and mail. What
 * would take long to be made stays as it was written.
 */
export function Markdown({ text }: { text: string }) {
  if (isHeavy(text))
    return (
      <div className="markdown unformed" dir="auto">
        {text}
      </div>
    )
  return (
    <div className="markdown" dir="auto">
      <ReactMarkdown remarkPlugins={plugins} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
}
