interface AvatarProps {
  name: string
  small?: boolean
  /** Set where the name stands beside it. */
  decorative?: boolean
}

/** Two letters of a person's name: the first of the first and of the last word. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '?')]
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : first.slice(1)
  return `${first[0] ?? '?'}${last[0] ?? ''}`.toLocaleUpperCase()
}

/** Initials, and no picture: whose server has it would learn who looks at it. */
export function Avatar({ name, small = false, decorative = false }: AvatarProps) {
  const className = small ? 'avatar small' : 'avatar'
  if (decorative) {
    return (
      <span className={className} aria-hidden="true">
        {initialsOf(name)}
      </span>
    )
  }
  return (
    <span className={className} role="img" aria-label={name} title={name}>
      {initialsOf(name)}
    </span>
  )
}
