export const hues = ['teal', 'clay', 'plum', 'blue', 'moss', 'slate'] as const
export type Hue = (typeof hues)[number]

/** A project's colour, from its id: the same on every device, and nothing to store. */
function hueOf(projectId: string): Hue {
  let sum = 0
  for (const unit of projectId) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) >>> 0
  return hues[sum % hues.length] ?? 'teal'
}

export function ProjectSquare({ id, large = false }: { id: string; large?: boolean }) {
  return <span className={`square hue-${hueOf(id)}${large ? ' large' : ''}`} aria-hidden="true" />
}

export function ProjectName({ id, name }: { id: string; name: string }) {
  return (
    <span className="project-name">
      <ProjectSquare id={id} />
      <span>{name}</span>
    </span>
  )
}
