import { CircleAlert, FileInput } from 'lucide-react'
import { type DragEvent, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'

interface FileStepProps {
  busy: boolean
  problem: string | null
  onChoose: (file: File) => Promise<void>
}

/** Takes the file, dropped or chosen. */
export function FileStep({ busy, problem, onChoose }: FileStepProps) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)

  function onDrop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !busy) void onChoose(file)
  }

  return (
    <div className="import-file">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button, not instead of it */}
      <div
        className={over ? 'import-drop over' : 'import-drop'}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <FileInput />
        <p>
          <b>Drop the board’s JSON file here</b>
          <span>You see every card before anything is written.</span>
        </p>
        <Button look="primary" busy={busy} onClick={() => input.current?.click()}>
          {busy ? 'Reading the board' : 'Choose a file'}
        </Button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          aria-label="Trello board as JSON"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const file = event.target.files?.[0]
            event.target.value = ''
            if (file) void onChoose(file)
          }}
        />
      </div>
      {problem ? (
        <p className="field-error" role="alert">
          <CircleAlert />
          <span>{problem}</span>
        </p>
      ) : null}
      <section className="import-how">
        <h2>Where the file comes from</h2>
        <ol>
          <li>Open the board in Trello.</li>
          <li>
            In its menu choose <b>Print, export, and share</b>, then <b>Export as JSON</b>.
          </li>
          <li>Save the page that opens as a file.</li>
        </ol>
        <p>
          Lists become statuses or tags, as you decide in the next step. Labels become tags.
          Checklists, comments and links go into each task’s description. Archived cards come too,
          closed and tagged.
        </p>
      </section>
    </div>
  )
}
