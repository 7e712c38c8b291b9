import { Link } from '@tanstack/react-router'
import { CircleCheck, Download } from 'lucide-react'
import { Button, buttonClass } from '../../components/button.tsx'
import { saveJson } from '../../components/save-file.ts'
import { CardReport } from './card-report.tsx'
import type { ImportReport } from './import-types.ts'

interface ReportStepProps {
  report: ImportReport
  onAgain: () => void
}

/** What became of every card, once it is written. */
export function ReportStep({ report, onAgain }: ReportStepProps) {
  const { cards, joined, warnings, projectId } = report
  return (
    <>
      <div className="import-body done">
        <div className="import-choices">
          <p className="import-result" role="status">
            <CircleCheck />
            <span>
              <b>{summary(report)}</b>
              {joined.length > 0
                ? ` ${joined.map(({ displayName }) => displayName).join(', ')} joined the project as editors.`
                : ''}
            </span>
          </p>
          {warnings.map((warning) => (
            <p className="import-kept" key={warning}>
              {warning}
            </p>
          ))}
        </div>
        <CardReport cards={cards} note={`${cards.length} cards`} />
      </div>
      <footer className="import-foot">
        <p />
        <Button look="quiet" onClick={onAgain}>
          Import another file
        </Button>
        <Button icon={Download} onClick={() => saveJson(`import-${projectId}.json`, report)}>
          Download report
        </Button>
        <Link
          to="/projects/$projectId"
          params={{ projectId }}
          className={buttonClass('primary', 'medium')}
        >
          <span>Open the project</span>
        </Link>
      </footer>
    </>
  )
}

function summary({ cards, totals, projectName }: ImportReport): string {
  const created = totals.created ?? 0
  const left = cards.length - created
  if (created === 0) return `All ${cards.length} cards were here already. Nothing was changed.`
  const made = `${created} of ${cards.length} cards became tasks of “${projectName}”.`
  return left > 0 ? `${made} ${left} were left as they are.` : made
}
