import { stdin, stdout } from 'node:process'
import { createInterface } from 'node:readline/promises'
import type { DeadLetter, DeadLetterChoice, EventBus } from '@holdfast/infra'
import { Command, Option } from 'commander'
import type { Config } from '../config/config.ts'
import { openBus } from '../parts/events.ts'
import { consumerNames } from '../processes/work-jobs.ts'
import { StartError } from '../start-error.ts'
import { say } from './say.ts'
import { serviceAway } from './service-away.ts'
import { withRecord } from './with-record.ts'

interface ChoiceOptions {
  consumer?: string
  id?: string[]
  all?: boolean
}

const withBus = (config: Config, work: (bus: EventBus) => Promise<void>): Promise<void> =>
  withRecord(config, async (url) => {
    const queues = consumerNames.map((name) => ({ name, topics: [] }))
    await using bus = await openBus({ config, url, queues, scheduled: [] }).catch((error) => {
      if (!config.amqpUrl) throw error
      throw serviceAway('RabbitMQ of AMQP_URL', error)
    })
    await work(bus)
  })

/** @throws StartError where nothing was chosen: all is too much to be meant by saying nothing */
export const choiceOf = ({ consumer, id, all }: ChoiceOptions): DeadLetterChoice => {
  if (!consumer && !id && !all)
    throw new StartError('Say which: --consumer <name>, --id <id>, or --all.')
  return { ...(consumer && { consumer }), ...(id && { ids: id }) }
}

/** @throws StartError where there is no dead letter of an id that was named: nothing is done then */
export const requireKnown = async (
  bus: Pick<EventBus, 'dead'>,
  choice: DeadLetterChoice,
): Promise<DeadLetterChoice> => {
  if (!choice.ids) return choice
  const known = new Set((await bus.dead(choice)).map(({ id }) => id))
  const unknown = choice.ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return choice
  const of = choice.consumer ? ` of ${choice.consumer}` : ''
  throw new StartError(`There is no dead letter ${unknown.join(', ')}${of}. Nothing was done.`)
}

/** One line for each: id, since when, consumer, tries, event, error. */
export const lineOf = ({ id, since, consumer, attempts, event, error }: DeadLetter): string => {
  const [reason = ''] = error.split('\n')
  const what = typeof event === 'string' ? event : JSON.stringify(event)
  return [id, since.toISOString(), consumer, `${attempts} tries`, what, reason].join('  ')
}

const confirmed = async (question: string): Promise<boolean> => {
  if (!stdin.isTTY) throw new StartError('Nobody is there to confirm. Say --yes if you mean it.')
  const dialogue = createInterface({ input: stdin, output: stdout })
  try {
    return /^y(es)?$/i.test((await dialogue.question(`${question} [y/N] `)).trim())
  } finally {
    dialogue.close()
  }
}

const consumerOption = () =>
  new Option('-c, --consumer <name>', 'of this consumer').choices(consumerNames)

/** `holdfast events dead|requeue|purge`. */
export const eventsCommand = (config: () => Config): Command => {
  const command = new Command('events').description('look after events that consumers gave up')
  command
    .command('dead')
    .description('list dead letters, the oldest first')
    .addOption(consumerOption())
    .action(({ consumer }: ChoiceOptions) =>
      withBus(config(), async (bus) => {
        const letters = await bus.dead(consumer ? { consumer } : {})
        for (const letter of letters) say(lineOf(letter))
        if (letters.length === 0) say('There are no dead letters.')
      }),
    )
  command
    .command('requeue')
    .description('put dead letters back to be tried as new ones')
    .addOption(consumerOption())
    .option('-i, --id <id...>', 'these')
    .option('-a, --all', 'all there are')
    .action((options: ChoiceOptions) =>
      withBus(config(), async (bus) => {
        const choice = await requireKnown(bus, choiceOf(options))
        say(`Put back: ${await bus.requeue(choice)}.`)
      }),
    )
  command
    .command('purge')
    .description('delete dead letters; what they told is not done')
    .addOption(consumerOption())
    .option('-i, --id <id...>', 'these')
    .option('-a, --all', 'all there are')
    .option('-y, --yes', 'do not ask')
    .action(({ yes, ...options }: ChoiceOptions & { yes?: boolean }) =>
      withBus(config(), async (bus) => {
        const choice = await requireKnown(bus, choiceOf(options))
        if (!yes && !(await confirmed('Delete them for ever?'))) return say('Nothing was deleted.')
        say(`Deleted: ${await bus.purge(choice)}.`)
      }),
    )
  return command
}
