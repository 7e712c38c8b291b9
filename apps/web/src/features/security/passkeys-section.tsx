import { FingerprintPattern, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { canUsePasskeys } from '../sign-in/can-use-passkeys.ts'
import { useRequest } from '../sign-in/use-request.ts'
import { useMoment } from '../tasks/moment.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { refreshFactors, useFactors } from './factors.ts'
import { FormDialog } from './form-dialog.tsx'
import { Loading } from './loading.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { Line, Section } from './section.tsx'
import { whenText } from './when-text.ts'

interface Passkey {
  id: string
  name: string
}

/** Keys that a device or a security key holds: a second step, or the whole of signing in. */
export function PasskeysSection() {
  const { data, error, isFetching, refetch } = useFactors()
  const moment = useMoment()
  const [adding, setAdding] = useState(false)
  const [renaming, setRenaming] = useState<Passkey>()
  const [removing, setRemoving] = useState<Passkey>()
  const able = canUsePasskeys()

  return (
    <Section
      title="Passkeys"
      note="Sign in with a fingerprint, face or security key."
      action={
        data && able ? (
          <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
            Add passkey
          </Button>
        ) : null
      }
    >
      {able ? null : <p className="security-state">{whyNot()}</p>}
      {data ? (
        data.passkeys.length > 0 ? (
          <ul className="security-list" aria-label="Passkeys">
            {data.passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
              <Line
                key={id}
                icon={FingerprintPattern}
                title={name}
                note={`Added ${whenText(createdAt, moment)}, ${lastUsedAt ? `used ${whenText(lastUsedAt, moment)}` : 'not used yet'}`}
              >
                <IconButton
                  icon={Pencil}
                  label={`Rename ${name}`}
                  onClick={() => setRenaming({ id, name })}
                />
                <IconButton
                  icon={Trash2}
                  label={`Remove ${name}`}
                  onClick={() => setRemoving({ id, name })}
                />
              </Line>
            ))}
          </ul>
        ) : able ? (
          <p className="security-state">None yet.</p>
        ) : null
      ) : (
        <Loading error={error} asking={isFetching} onRetry={() => void refetch()} />
      )}
      {adding ? (
        <AddPasskey known={data?.passkeys.length ?? 0} onClose={() => setAdding(false)} />
      ) : null}
      {renaming ? <Rename passkey={renaming} onClose={() => setRenaming(undefined)} /> : null}
      {removing ? <Remove passkey={removing} onClose={() => setRemoving(undefined)} /> : null}
    </Section>
  )
}

const whyNot = () =>
  window.holdfast
    ? 'A passkey belongs to a web address, and this app has none. Add and use passkeys in a browser.'
    : 'This browser cannot use passkeys, or the server is not opened by https.'

function Rename({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const [name, setName] = useState(passkey.name)
  const { busy, run, setProblem, error, errorOf } = useRequest()
  function submit() {
    if (name.trim() === '') return setProblem({ field: 'name', text: 'Write a name.' })
    void run(async () => {
      await currentWiring().api.factors.passkeyRename.mutate({ id: passkey.id, name: name.trim() })
      await refreshFactors()
      onClose()
    })
  }
  return (
    <FormDialog
      title="Rename passkey"
      act="Rename"
      busy={busy}
      error={error}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label="Name"
        maxLength={100}
        value={name}
        error={errorOf('name')}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  )
}

function Remove({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  return (
    <PasswordDialog
      title={`Remove ${passkey.name}`}
      act="Remove"
      look="destroys"
      onClose={onClose}
      onConfirm={async (password) => {
        await currentWiring().api.factors.passkeyRemove.mutate({ id: passkey.id, password })
        await refreshFactors()
        onClose()
        tell({ text: `${passkey.name} is removed` })
      }}
    >
      <p>It lets nobody in any more. Your device may go on offering it: remove it there as well.</p>
    </PasswordDialog>
  )
}
