import type { TaskStatus } from '@holdfast/domain'
import { ProjectName } from '../../components/project-name.tsx'
import { StatusGlyph, statusNames } from '../../components/status-glyph.tsx'
import { ChartFrame } from './chart-frame.tsx'
import { allIn, openIn, type Place } from './statistics.ts'

const order: readonly TaskStatus[] = ['completed', 'in_review', 'in_progress', 'todo']

const paceText = (place: Place): string => {
  if (openIn(place) === 0) return 'all done'
  if (place.weeksLeft === null) return 'no pace yet'
  return place.weeksLeft === 1 ? '1 week left' : `${place.weeksLeft} weeks left`
}

function PlaceName({ place }: { place: Place }) {
  return place.projectId ? (
    <ProjectName id={place.projectId} name={place.name ?? ''} />
  ) : (
    <span className="project-name">No project</span>
  )
}

/** How far each project is. */
export function ProgressChart({ places }: { places: readonly Place[] }) {
  const shown = places.filter((place) => place.projectId !== null || allIn(place) > 0)
  return (
    <ChartFrame
      title="Progress"
      subtitle="Tasks per project"
      legend={
        <div className="legend">
          {order.map((status) => (
            <span key={status}>
              <StatusGlyph status={status} />
              {statusNames[status]}
            </span>
          ))}
        </div>
      }
      chart={<Drawn places={shown} />}
      table={<Told places={shown} />}
    />
  )
}

function Drawn({ places }: { places: readonly Place[] }) {
  return (
    <div className="progress-rows">
      {places.map((place) => (
        <div key={place.projectId} className="progress-row">
          <PlaceName place={place} />
          <span className="progress-bar">
            {order.map((status) =>
              place.tasks[status] > 0 ? (
                <i
                  key={status}
                  className={`part-${status}`}
                  style={{ flexGrow: place.tasks[status] }}
                />
              ) : null,
            )}
          </span>
          <span className="progress-count">
            <b>{place.tasks.completed}</b> of {allIn(place)}
          </span>
          <span className="progress-pace">{paceText(place)}</span>
        </div>
      ))}
    </div>
  )
}

function Told({ places }: { places: readonly Place[] }) {
  return (
    <table>
      <caption className="visually-hidden">Tasks of each project by status</caption>
      <thead>
        <tr>
          <th scope="col">Project</th>
          {order.map((status) => (
            <th key={status} scope="col">
              {statusNames[status]}
            </th>
          ))}
          <th scope="col">At this pace</th>
        </tr>
      </thead>
      <tbody>
        {places.map((place) => (
          <tr key={place.projectId}>
            <th scope="row">
              <PlaceName place={place} />
            </th>
            {order.map((status) => (
              <td key={status}>{place.tasks[status]}</td>
            ))}
            <td>{paceText(place)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
