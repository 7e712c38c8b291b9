interface AvatarProps {
  name: string
  image?: string | null | undefined
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

export function Avatar({ name, image, small = false, decorative = false }: AvatarProps) {
  const className = small ? 'avatar small' : 'avatar'
  if (decorative) {
    return (
      <span className={className} aria-hidden="true">
        {image ? <img src={image} alt="" /> : initialsOf(name)}
      </span>
    )
  }
  return (
    <span className={className} role="img" aria-label={name} title={name}>
      {image ? <img src={image} alt="" /> : initialsOf(name)}
    </span>
  )
}
