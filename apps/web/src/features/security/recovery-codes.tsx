import { Download } from 'lucide-react'
import { useRef } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { saveFile } from '../../components/save-file.ts'
import { CopyButton } from './copy-button.tsx'

interface RecoveryCodesProps {
  codes: readonly string[]
  onClose: () => void
}

/** Shown once: only this dialog ever has them. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps) {
  const acts = useRef<HTMLDivElement>(null)
  const lines = `${codes.join('\n')}\n`
  return (
    <Dialog
      open
      once
      onClose={onClose}
      title="Keep your recovery codes"
      focus={() => acts.current?.querySelector('button') ?? null}
      foot={
        <Button look="primary" onClick={onClose}>
          I have kept them
        </Button>
      }
    >
      <div className="dialog-form">
        <p>
          Each lets you in once, without your app or passkey. They are not shown again. Print them,
          or keep them where you keep your passwords, not on the phone that shows the codes.
        </p>
        <ul className="recovery-codes" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <div className="dialog-acts" ref={acts}>
          <CopyButton text={lines} />
          <Button
            icon={Download}
            onClick={() =>
              saveFile(
                'holdfast-recovery-codes.txt',
                'text/plain',
                `Recovery codes of Holdfast at ${location.host}. Each works once.\n\n${lines}`,
              )
            }
          >
            Save as a file
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
