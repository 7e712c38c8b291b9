import { Calendar, Hash, Plus } from 'lucide-react'
import { Avatar } from '../../../components/avatar.tsx'
import { Chip } from '../../../components/chip.tsx'
import { PriorityGlyph, priorityNames } from '../../../components/priority-glyph.tsx'
import { ProjectSquare } from '../../../components/project-name.tsx'
import { dateText, type Moment } from '../due/due-label.ts'
import type { Token } from './parse-quick-add.ts'

interface TokenChipProps {
  token: Token
  moment: Moment
  onRemove: () => void
}

/** What a token was understood as. */
export function TokenChip({ token, moment, onRemove }: TokenChipProps) {
  switch (token.kind) {
    case 'due': {
      const { dueDate, dueAllDay } = token.due
      return (
        <Chip icon={<Calendar />} what="due date" onRemove={onRemove}>
          {dueDate ? dateText(dueDate, dueAllDay, moment) : ''}
        </Chip>
      )
    }
    case 'priority':
      return (
        <Chip
          icon={<PriorityGlyph priority={token.priority} />}
          what="priority"
          onRemove={onRemove}
        >
          {priorityNames[token.priority]}
        </Chip>
      )
    case 'project':
      return (
        <Chip icon={<ProjectSquare id={token.project.id} />} what="project" onRemove={onRemove}>
          {token.project.name}
        </Chip>
      )
    case 'new-project':
      return (
        <Chip icon={<Plus />} what="new project" onRemove={onRemove}>
          {`New project “${token.name}”`}
        </Chip>
      )
    case 'assignee':
      return (
        <Chip
          icon={<Avatar name={token.person.name} small decorative />}
          what="assignee"
          onRemove={onRemove}
        >
          {token.person.name}
        </Chip>
      )
    case 'tag':
      return (
        <Chip icon={<Hash />} what={`tag ${token.tag}`} onRemove={onRemove}>
          {token.tag}
        </Chip>
      )
  }
}
