import type { KeyStanding } from '@holdfast/api'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { loadAuthKeys, secretsFolderOf } from '../config/secrets.ts'
import { rotateKeys } from '../config/signing-keys.ts'
import { StartError } from '../start-error.ts'
import { say } from './say.ts'

const stateOf = ({ signs, until }: KeyStanding): string => {
  if (signs) return 'signs'
  return until ? `verifies until ${until.toISOString()}` : 'verifies'
}

/** One line for each key: its name, since when, and what it does. */
const lineOf = (standing: KeyStanding): string => {
  const { kid, since } = standing.key
  return [kid, since?.toISOString() ?? 'from HOLDFAST_SIGNING_KEY', stateOf(standing)].join('  ')
}

const list = async (config: Config): Promise<void> => {
  const { ring } = await loadAuthKeys(config)
  for (const standing of await ring.standing(new Date())) say(lineOf(standing))
}

const rotate = async (config: Config): Promise<void> => {
  if (config.signingKey)
    throw new StartError(
      'The keys come from HOLDFAST_SIGNING_KEY. Put a new one behind them, start every server anew, then put it first and do so again.',
    )
  await loadAuthKeys(config)
  const kid = await rotateKeys(secretsFolderOf(config), new Date())
  say(`New access tokens are signed by ${kid} within seconds. Nobody is signed out.`)
}

/** `holdfast keys list|rotate`. */
export const keysCommand = (config: () => Config): Command => {
  const command = new Command('keys').description('look after the keys that sign access tokens')
  command
    .command('list')
    .description('list the keys that are good, the newest first')
    .action(() => list(config()))
  command
    .command('rotate')
    .description('sign with a new key; the one before verifies until its tokens are over')
    .action(() => rotate(config()))
  return command
}
