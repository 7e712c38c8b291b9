import { useProjects } from '@holdfast/client/react'
import { ChartColumn, CloudOff } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ViewHead } from '../shell/view-head.tsx'
import { useMoment } from '../tasks/moment.tsx'
import { CycleChart } from './cycle-chart.tsx'
import './dashboard.css'
import { Figures } from './figures.tsx'
import { OverdueChart } from './overdue-chart.tsx'
import { ProgressChart } from './progress-chart.tsx'
import { ScopeMenus } from './scope-menus.tsx'
import { allIn, type Scope, type Span, type Statistics, show } from './statistics.ts'
import { ThroughputChart } from './throughput-chart.tsx'
import { useStatistics } from './use-statistics.ts'

/** A project may have been renamed here since the server was asked. */
function useNamed(statistics: Statistics | undefined): Statistics | undefined {
  const projects = useProjects()
  return useMemo(() => {
    if (!statistics) return undefined
    const names = new Map<string | null, string>(projects.map(({ id, name }) => [id, name]))
    const places = statistics.places.map((place) => ({
      ...place,
      name: names.get(place.projectId) ?? place.name,
    }))
    return { ...statistics, places }
  }, [statistics, projects])
}

const projectsText = (count: number, span: Span): string =>
  `${count === 1 ? '1 project' : `${count} projects`}, last ${span} weeks`

/** What there is to do, and how the work goes, in numbers that the server keeps. */
export function DashboardView() {
  const { statistics: told, failed, ask } = useStatistics()
  const statistics = useNamed(told)
  const [scope, setScope] = useState<Scope>('all')
  const [span, setSpan] = useState<Span>('12')
  const projects = statistics?.places.filter(({ status }) => status === 'active') ?? []
  return (
    <section className="view" aria-label="Dashboard">
      <ViewHead
        title="Dashboard"
        subtitle={statistics ? projectsText(projects.length, span) : undefined}
      >
        {statistics ? (
          <ScopeMenus
            places={statistics.places}
            scope={scope}
            onScope={setScope}
            span={span}
            onSpan={setSpan}
          />
        ) : null}
      </ViewHead>
      {statistics && failed ? <Behind at={statistics.at} ask={ask} /> : null}
      {statistics ? (
        <Charts statistics={statistics} scope={scope} span={span} />
      ) : failed ? (
        <EmptyState
          icon={<CloudOff />}
          title="The server keeps these numbers, and does not answer."
          actions={
            <Button size="small" onClick={ask}>
              Try again
            </Button>
          }
        >
          They come when there is a link. Your tasks are all here meanwhile.
        </EmptyState>
      ) : (
        <p className="hint dashboard-loading" role="status">
          Loading
        </p>
      )}
    </section>
  )
}

function Behind({ at, ask }: { at: string; ask: () => void }) {
  const { locale, timeZone } = useMoment()
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(
    new Date(at),
  )
  return (
    <Banner
      icon={CloudOff}
      look="plain"
      actions={
        <Button size="small" onClick={ask}>
          Try again
        </Button>
      }
    >
      The server does not answer. These are the numbers of {time}.
    </Banner>
  )
}

interface ChartsProps {
  statistics: Statistics
  scope: Scope
  span: Span
}

function Charts({ statistics, scope, span }: ChartsProps) {
  const { locale } = useMoment()
  const shown = useMemo(() => show(statistics, scope, span), [statistics, scope, span])
  const isEmpty = statistics.places.every((place) => allIn(place) + place.tasks.cancelled === 0)
  if (isEmpty) {
    return (
      <EmptyState icon={<ChartColumn />} title="There is nothing to count yet.">
        Progress, throughput and cycle time come here as soon as there are tasks.
      </EmptyState>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div className="dashboard" tabIndex={0} role="region" aria-label="Figures and charts">
      <Figures {...shown} />
      <ProgressChart places={shown.places} />
      <ThroughputChart {...shown} locale={locale} />
      <CycleChart {...shown} locale={locale} />
      <OverdueChart {...shown} locale={locale} />
    </div>
  )
}
