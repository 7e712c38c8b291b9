import { type OperatorDeed, operate } from '@holdfast/api'
import { migrateUp, openDatabase, openPokes } from '@holdfast/db'
import { AppError } from '@holdfast/domain'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { StartError } from '../start-error.ts'
import { say } from './say.ts'
import { withRecord } from './with-record.ts'

const deeds: Record<OperatorDeed, { description: string; done: string; already: string }> = {
  grant: {
    description: 'make the person with this address an admin',
    done: 'is an admin now',
    already: 'is an admin already',
  },
  revoke: {
    description: 'take the rights of an admin; the last one keeps them',
    done: 'is no admin any more',
    already: 'is no admin',
  },
  suspend: {
    description: 'sign a person out everywhere, and keep them out until they are reinstated',
    done: 'is suspended, and out within seconds',
    already: 'is suspended already',
  },
  reinstate: {
    description: 'let a suspended person in again',
    done: 'is reinstated',
    already: 'is not suspended',
  },
}

const run = (config: Config, deed: OperatorDeed, email: string): Promise<void> =>
  withRecord(config, async (url) => {
    await migrateUp(url)
    await using db = await openDatabase({ url, max: 1 })
    await using pokes = await openPokes({ url })
    const changed = await operate({ db, pokes, clock: () => new Date() }, deed, email).catch(
      (error: unknown) => {
        throw error instanceof AppError ? new StartError(error.message) : error
      },
    )
    say(`${email} ${changed ? deeds[deed].done : deeds[deed].already}.`)
  })

/** `holdfast admin grant|revoke|suspend|reinstate <email>`: for a server without an admin, above all. */
export const accountsCommand = (config: () => Config): Command => {
  const command = new Command('admin').description(
    'decide about accounts where no admin of the server can',
  )
  for (const deed of Object.keys(deeds) as OperatorDeed[])
    command
      .command(`${deed} <email>`)
      .description(deeds[deed].description)
      .action((email: string) => run(config(), deed, email))
  return command
}
