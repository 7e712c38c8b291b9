const spoken: Record<string, string> = { '↑': 'Up', '↓': 'Down', '?': 'Question mark' }

/** Key caps. They repeat what `aria-keyshortcuts` says, so screen readers skip them. */
export function Keys({ of }: { of: readonly string[] }) {
  return (
    <span className="keys" aria-hidden="true">
      {of.map((key) => (
        <kbd className="key" key={key} title={spoken[key]}>
          {key}
        </kbd>
      ))}
    </span>
  )
}
