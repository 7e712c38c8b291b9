import { useSyncStatus } from '@holdfast/client/react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Globe, type LucideIcon, Monitor } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { Failure } from '../sign-in/entry-page.tsx'
import { useRequest } from '../sign-in/use-request.ts'
import { changesText } from '../sync/describe-sync.ts'
import { useMoment } from '../tasks/moment.tsx'
import { ConfirmLine } from './confirm-line.tsx'
import { Loading } from './loading.tsx'
import { Line, Section } from './section.tsx'
import { whenText } from './when-text.ts'

const icons: Record<string, LucideIcon> = { desktop: Monitor }
const refresh = () => queryClient.invalidateQueries(api.sessions.pathFilter())

/** Where one is signed in, and how to end it. */
export function SessionsSection() {
  const { data, error, isFetching, refetch } = useQuery(
    { ...api.sessions.list.queryOptions(), retry: false },
    queryClient,
  )
  const moment = useMoment()
  const [asking, setAsking] = useState<'others' | 'all' | null>(null)
  const sessions = data?.sessions
  const others = (sessions?.length ?? 0) > 1

  return (
    <Section
      title="Sessions"
      {...(sessions && {
        note:
          sessions.length === 1
            ? 'Only this device is signed in.'
            : `${sessions.length} devices are signed in.`,
      })}
      action={
        sessions ? (
          <>
            {others ? (
              <Button size="small" onClick={() => setAsking('others')}>
                Sign out all others
              </Button>
            ) : null}
            <Button size="small" look="quiet" onClick={() => setAsking('all')}>
              Sign out everywhere
            </Button>
          </>
        ) : null
      }
    >
      {sessions ? (
        <ul className="security-list" aria-label="Sessions">
          {sessions.map(({ id, client, device, ip, createdAt, lastAccessedAt, current }) => {
            const at = `signed in ${whenText(createdAt, moment)}`
            const from = ip ? `, from ${ip}` : ''
            const icon = icons[client] ?? Globe
            if (current)
              return (
                <Line
                  key={id}
                  icon={icon}
                  title={device}
                  mark={{ text: 'this device', look: 'ok' }}
                  note={`Active now${from}, ${at}`}
                />
              )
            return (
              <ConfirmLine
                key={id}
                icon={icon}
                title={device}
                note={`Used ${whenText(lastAccessedAt, moment)}${from}, ${at}`}
                act="Sign out"
                actInWhole={`Sign out ${device}`}
                question="Sign this device out? What was not sent from it stays there until you sign in on it again."
                onConfirm={async () => {
                  await currentWiring().api.sessions.revoke.mutate({ id })
                  await refresh()
                  tell({ text: `${device} is signed out` })
                }}
              />
            )
          })}
        </ul>
      ) : (
        <Loading error={error} asking={isFetching} onRetry={() => void refetch()} />
      )}
      {asking === 'others' ? <EndOthers onClose={() => setAsking(null)} /> : null}
      {asking === 'all' ? <EndAll onClose={() => setAsking(null)} /> : null}
    </Section>
  )
}

function EndOthers({ onClose }: { onClose: () => void }) {
  return (
    <Question
      title="Sign out all others"
      onClose={onClose}
      onConfirm={async () => {
        await currentWiring().api.sessions.revokeOthers.mutate()
        await refresh()
        onClose()
        tell({ text: 'All other devices are signed out' })
      }}
    >
      What was not sent from a device stays there until you sign in on it again. This device goes
      on.
    </Question>
  )
}

function EndAll({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const { pending, saving } = useSyncStatus()
  const unsent = pending + saving
  return (
    <Question
      title="Sign out everywhere"
      onClose={onClose}
      onConfirm={async () => {
        await currentWiring().api.sessions.revokeAll.mutate()
        onClose()
        await navigate({ to: '/sign-in' })
      }}
    >
      Every device is signed out, this one too. What is kept on each stays
      {unsent > 0 ? `, with ${changesText(unsent)} not sent yet here,` : ''} and is sent when you
      sign in again. To take your tasks off this device, sign out of it in General.
    </Question>
  )
}

interface QuestionProps {
  title: string
  children: React.ReactNode
  onConfirm: () => Promise<void>
  onClose: () => void
}

function Question({ title, children, onConfirm, onClose }: QuestionProps) {
  const { busy, run, problem } = useRequest()
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      foot={
        <>
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button look="destroys" busy={busy} onClick={() => void run(onConfirm)}>
            {title}
          </Button>
        </>
      }
    >
      <div className="dialog-form">
        {problem ? <Failure>{problem.text}</Failure> : null}
        <p>{children}</p>
      </div>
    </Dialog>
  )
}
