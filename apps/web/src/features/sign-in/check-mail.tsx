import { MailCheck } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { EntryPage, Failure } from './entry-page.tsx'
import { useRequest } from './use-request.ts'

interface CheckMailProps {
  email: string
  /** What comes of opening the link. */
  what: string
  onResend: () => Promise<void>
  onBack: () => void
}

/** Says where to look, the same whether or not the server knows the address. */
export function CheckMail({ email, what, onResend, onBack }: CheckMailProps) {
  const { busy, run, problem } = useRequest()
  const [again, setAgain] = useState(false)
  return (
    <EntryPage
      title="Look into your mail"
      announced
      other={
        <p>
          Wrong address?{' '}
          <button type="button" className="link plain" onClick={onBack}>
            Go back and change it
          </button>
        </p>
      }
    >
      <p className="entry-lead">
        <MailCheck />
        <span>
          A mail is on its way to <b>{email}</b>. {window.holdfast ? inBrowser : what}
        </span>
      </p>
      <p className="entry-note">
        Nothing there after a few minutes? Look among the unwanted mail, or send it again.
      </p>
      {problem ? <Failure>{problem.text}</Failure> : null}
      <Button
        size="large"
        block
        busy={busy}
        onClick={() =>
          void run(async () => {
            await onResend()
            setAgain(true)
          })
        }
      >
        Send it again
      </Button>
      <p className="entry-note" role="status">
        {again ? 'Sent again. Only the newest link works.' : ''}
      </p>
    </EntryPage>
  )
}

const inBrowser = 'Its link opens in a browser. After that, sign in here.'
