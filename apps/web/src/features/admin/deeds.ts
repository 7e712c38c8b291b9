import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import type { Account } from './admin-types.ts'

/** What an admin may decide about an account. */
export type Deed =
  | 'suspend'
  | 'reinstate'
  | 'reset-second-factor'
  | 'grant-admin'
  | 'revoke-admin'
  | 'delete'

interface Words {
  title: string
  /** What follows from it, before it is done. */
  consequence: string
  button: string
  destroys: boolean
  done: string
  /** What takes it back. */
  undo?: Deed
}

/** @param who their name, or their address where they have none */
export const wordsOf: Record<Deed, (who: string) => Words> = {
  suspend: (who) => ({
    title: `Suspend ${who}?`,
    consequence:
      'They are signed out everywhere within seconds and cannot sign in again until they are reinstated. Their access tokens stop working. Their work stays, and what they share stays with others.',
    button: 'Suspend',
    destroys: true,
    done: `${who} is suspended`,
    undo: 'reinstate',
  }),
  reinstate: (who) => ({
    title: `Reinstate ${who}?`,
    consequence: 'They can sign in again, and find their work as it was.',
    button: 'Reinstate',
    destroys: false,
    done: `${who} is reinstated`,
  }),
  'reset-second-factor': (who) => ({
    title: `Reset the second factor of ${who}?`,
    consequence:
      'Their codes, recovery codes and passkeys are removed, and they are signed out everywhere. They sign in with their password alone until they set up another. Be sure that it is they who ask.',
    button: 'Reset second factor',
    destroys: true,
    done: `The second factor of ${who} is reset`,
  }),
  'grant-admin': (who) => ({
    title: `Make ${who} an admin?`,
    consequence:
      'They can do everything on these pages, to you as well. They do not see anybody’s tasks by it.',
    button: 'Make admin',
    destroys: false,
    done: `${who} is an admin`,
    undo: 'revoke-admin',
  }),
  'revoke-admin': (who) => ({
    title: `Take the admin rights of ${who}?`,
    consequence: 'They stay as they are otherwise.',
    button: 'Take admin rights',
    destroys: true,
    done: `${who} is no admin any more`,
    undo: 'grant-admin',
  }),
  delete: (who) => ({
    title: `Delete the account of ${who}?`,
    consequence:
      'This cannot be undone here. They are signed out everywhere and leave every project. What they wrote in projects stays there, and in 30 days nobody knows who wrote it.',
    button: 'Delete account',
    destroys: true,
    done: `The account of ${who} is deleted`,
  }),
}

const ask = (deed: Deed, { id }: Account, reason: string): Promise<unknown> => {
  const { users } = currentWiring().api.admin
  switch (deed) {
    case 'suspend':
      return users.suspend.mutate({ id, ...(reason && { reason }) })
    case 'reinstate':
      return users.reinstate.mutate({ id })
    case 'reset-second-factor':
      return users.resetSecondFactor.mutate({ id })
    case 'grant-admin':
      return users.setAdmin.mutate({ id, admin: true })
    case 'revoke-admin':
      return users.setAdmin.mutate({ id, admin: false })
    case 'delete':
      return users.delete.mutate({ id })
  }
}

/** Has the server do it, and asks for the lists anew. @throws where it was not done */
export async function doDeed(deed: Deed, account: Account, reason = ''): Promise<void> {
  try {
    await ask(deed, account, reason)
  } finally {
    void queryClient.invalidateQueries(api.admin.pathFilter())
  }
}
