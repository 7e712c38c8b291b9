import { useProjects } from '@holdfast/client/react'
import type { ProjectId, Task, TaskStatus } from '@holdfast/domain'
import type { ReactNode } from 'react'
import { Checkbox } from '../../components/checkbox.tsx'
import { ProjectName } from '../../components/project-name.tsx'
import { StatusGlyph, statusNames } from '../../components/status-glyph.tsx'

export interface FacetValue {
  statuses: ReadonlySet<TaskStatus>
  projects: ReadonlySet<ProjectId>
}

export const noFacets: FacetValue = { statuses: new Set(), projects: new Set() }

/** Nothing ticked in a group means all of it. */
export function matchesFacets(task: Task, { statuses, projects }: FacetValue): boolean {
  if (statuses.size > 0 && !statuses.has(task.status)) return false
  return projects.size === 0 || (task.projectId !== null && projects.has(task.projectId))
}

interface FacetsProps {
  tasks: readonly Task[]
  value: FacetValue
  onChange: (value: FacetValue) => void
}

/** Narrows what was found, with how many there are of each. */
export function Facets({ tasks, value, onChange }: FacetsProps) {
  const projects = useProjects()
  const byStatus = countBy(tasks, ({ status }) => status)
  const byProject = countBy(tasks, ({ projectId }) => projectId)
  return (
    <aside className="facets" aria-label="Narrow">
      <FacetGroup name="Status">
        {(Object.keys(statusNames) as TaskStatus[])
          .filter((status) => byStatus.has(status) || value.statuses.has(status))
          .map((status) => (
            <Facet
              key={status}
              count={byStatus.get(status) ?? 0}
              checked={value.statuses.has(status)}
              onToggle={() => onChange({ ...value, statuses: toggled(value.statuses, status) })}
            >
              <StatusGlyph status={status} />
              {statusNames[status]}
            </Facet>
          ))}
      </FacetGroup>
      <FacetGroup name="Project">
        {projects
          .filter(({ id }) => byProject.has(id) || value.projects.has(id))
          .map(({ id, name }) => (
            <Facet
              key={id}
              count={byProject.get(id) ?? 0}
              checked={value.projects.has(id)}
              onToggle={() => onChange({ ...value, projects: toggled(value.projects, id) })}
            >
              <ProjectName id={id} name={name} />
            </Facet>
          ))}
      </FacetGroup>
    </aside>
  )
}

function FacetGroup({ name, children }: { name: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <fieldset>
      <legend>{name}</legend>
      {children}
    </fieldset>
  )
}

interface FacetProps {
  count: number
  checked: boolean
  onToggle: () => void
  children: ReactNode
}

function Facet({ count, checked, onToggle, children }: FacetProps) {
  return (
    <label className="check-label">
      <Checkbox checked={checked} onChange={onToggle} />
      <span className="facet-name">{children}</span>
      <span className="count">{count}</span>
    </label>
  )
}

function countBy<K>(tasks: readonly Task[], keyOf: (task: Task) => K): Map<K, number> {
  const counts = new Map<K, number>()
  for (const task of tasks) counts.set(keyOf(task), (counts.get(keyOf(task)) ?? 0) + 1)
  return counts
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set)
  if (!next.delete(item)) next.add(item)
  return next
}
