import { Check } from 'lucide-react'
import { ViewHead } from '../shell/view-head.tsx'
import { QuickAddOver } from '../tasks/quick-add/quick-add-over.tsx'
import { FileStep } from './file-step.tsx'
import './import.css'
import { MapStep } from './map-step.tsx'
import { sizeText } from './read-file.ts'
import { ReportStep } from './report-step.tsx'
import { type ImportStage, useImport } from './use-import.ts'

const steps = [
  { step: 'file', name: 'File' },
  { step: 'map', name: 'Map' },
  { step: 'done', name: 'Done' },
] as const

/** Brings the tasks of a Trello board in: choose the file, decide what becomes what, see the report. */
export function ImportView() {
  const flow = useImport()
  const { stage } = flow
  return (
    <section className="view" aria-label="Import">
      <ViewHead title={titleOf(stage)} subtitle={subtitleOf(stage)}>
        <Steps at={stage.step} />
      </ViewHead>
      <QuickAddOver />
      {stage.step === 'file' ? (
        <FileStep busy={flow.busy} problem={flow.problem} onChoose={flow.choose} />
      ) : null}
      {stage.step === 'map' ? (
        <MapStep
          preview={stage.preview}
          mapping={stage.mapping}
          busy={flow.busy}
          problem={flow.problem}
          onDecide={flow.decide}
          onBack={flow.back}
          onRun={flow.run}
        />
      ) : null}
      {stage.step === 'done' ? <ReportStep report={stage.report} onAgain={flow.back} /> : null}
    </section>
  )
}

function titleOf(stage: ImportStage): string {
  if (stage.step === 'map') return `Import “${stage.preview.board.name}”`
  if (stage.step === 'done') return `Imported “${stage.report.projectName}”`
  return 'Import from Trello'
}

function subtitleOf(stage: ImportStage): string | undefined {
  return stage.step === 'file' ? undefined : `${stage.file.name}, ${sizeText(stage.file.size)}`
}

function Steps({ at }: { at: ImportStage['step'] }) {
  const now = steps.findIndex(({ step }) => step === at)
  return (
    <ol className="import-steps" aria-label="Steps">
      {steps.map(({ step, name }, index) => (
        <li
          key={step}
          className={index < now ? 'past' : ''}
          aria-current={index === now ? 'step' : undefined}
        >
          {index < now ? <Check aria-label="Done:" /> : <b>{index + 1}</b>}
          {name}
        </li>
      ))}
    </ol>
  )
}
