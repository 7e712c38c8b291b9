import { useState } from 'react'
import { currentWiring } from '../../wiring/account.ts'
import { refreshFactors } from './factors.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Takes the place of the codes that are left. */
export function NewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<readonly string[]>()
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  return (
    <PasswordDialog
      title="Renew recovery codes"
      act="Renew"
      onClose={onClose}
      onConfirm={async (password) => {
        const { recoveryCodes } = await currentWiring().api.factors.renewRecoveryCodes.mutate({
          password,
        })
        setCodes(recoveryCodes)
        void refreshFactors()
      }}
    >
      <p>You get new codes. Those that you have now no longer work.</p>
    </PasswordDialog>
  )
}
