import { CircleAlert, Folder, ShieldCheck } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { CardReport } from './card-report.tsx'
import type { ImportPreview } from './import-types.ts'
import { ListTable } from './list-table.tsx'
import { PeopleTable } from './people-table.tsx'
import { ProjectChoice } from './project-choice.tsx'
import type { Mapping } from './use-import.ts'

interface MapStepProps {
  preview: ImportPreview
  mapping: Mapping
  busy: boolean
  problem: string | null
  onDecide: (change: Partial<Mapping>) => Promise<void>
  onBack: () => void
  onRun: () => Promise<void>
}

/** What becomes what, with the report of every card beside it. */
export function MapStep(props: MapStepProps) {
  const { preview, mapping, busy, problem, onDecide, onBack, onRun } = props
  const created = preview.totals.created ?? 0
  return (
    <>
      <div className="import-body">
        <div className="import-choices">
          <ProjectChoice
            boardName={preview.board.name}
            earlier={preview.earlier}
            mapping={mapping}
            onDecide={onDecide}
          />
          <ListTable
            lists={preview.lists}
            targets={mapping.lists}
            onChange={(listId, target) =>
              void onDecide({ lists: { ...mapping.lists, [listId]: target } })
            }
          />
          <PeopleTable
            members={preview.members}
            people={preview.people}
            chosen={mapping.members}
            onChange={(memberId, userId) =>
              void onDecide({ members: { ...mapping.members, [memberId]: userId } })
            }
          />
          <section>
            <div className="section-head">
              <h3>What has no field</h3>
            </div>
            <p className="import-kept">
              <Folder />
              <span>
                {keptText(preview)} {preview.warnings.join(' ')}
              </span>
            </p>
          </section>
        </div>
        <CardReport
          cards={preview.cards}
          note={`${preview.cards.length} cards, follows the mapping`}
        />
      </div>
      <footer className="import-foot">
        {problem ? (
          <p role="alert" className="bad">
            <CircleAlert />
            <span>{problem}</span>
          </p>
        ) : (
          <p>
            <ShieldCheck />
            <span>
              <b>Nothing is written yet.</b> {outcomeText(preview, mapping)}
            </span>
          </p>
        )}
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
        <Button
          look="primary"
          busy={busy}
          disabled={created === 0 || mapping.projectName.trim() === ''}
          onClick={() => void onRun()}
        >
          {created === 0 ? 'Nothing new' : `Import ${counted(created, 'task', 'tasks')}`}
        </Button>
      </footer>
    </>
  )
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

function outcomeText({ cards, totals }: ImportPreview, { projectName }: Mapping): string {
  if (cards.length === 0) return 'This board has no cards.'
  const there = (totals.unchanged ?? 0) + (totals.kept ?? 0)
  if (there === 0) return 'All cards go in, or none.'
  const are = there === 1 ? '1 card is' : `${there} cards are`
  return `${are} in “${projectName}” already and stay as they are.`
}

function keptText({ counts }: ImportPreview): string {
  const parts = [
    counted(counts.checklists, 'checklist', 'checklists'),
    counted(counts.comments, 'comment', 'comments'),
    counted(counts.attachments, 'attachment link', 'attachment links'),
  ]
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)} go into the descriptions of their tasks. Nothing else is dropped: it is kept beside the project.`
}
