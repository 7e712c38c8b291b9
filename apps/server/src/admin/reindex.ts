import { openDatabase, whileOnlyOne } from '@holdfast/db'
import { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { openUpkeep } from '../parts/search.ts'
import { StartError } from '../start-error.ts'
import { say } from './say.ts'
import { serviceAway } from './service-away.ts'
import { withRecord } from './with-record.ts'

/** Says how far it has come, once for each hundredth. */
const progress = () => {
  let said = -1
  return (done: number, of: number): void => {
    const percent = of === 0 ? 100 : Math.floor((done / of) * 100)
    if (percent === said) return
    said = percent
    say(`${String(percent).padStart(3)} %  ${done} of ${of} tasks`)
  }
}

/** Errors of Meilisearch's client, which names them so, as an operator can mend them. */
export const whyNotReindexed = (error: unknown): unknown =>
  error instanceof Error && /^Meilisearch\w+Error$/.test(error.name)
    ? serviceAway('Meilisearch of MEILI_URL', error)
    : error

const reindex = async (config: Config, url: string): Promise<void> => {
  await using db = await openDatabase({ url, max: 3 })
  const upkeep = openUpkeep(config, db)
  if (upkeep.engine === null) {
    say('Nothing to do: the database searches by its own index, which is never behind.')
    return
  }
  const mended = await whileOnlyOne(db, 'holdfast reindex', () =>
    upkeep.reindex(undefined, progress()),
  ).catch((error: unknown) => {
    throw whyNotReindexed(error)
  })
  if (!mended) throw new StartError('Another reindex is under way. Wait for it to end.')
  const changed = mended.written + mended.removed
  say(`Done: ${mended.compared} tasks, of which ${changed} changed meanwhile.`)
}

/** `holdfast reindex`. */
export const reindexCommand = (config: () => Config): Command =>
  new Command('reindex')
    .description('build the search index anew and swap it in; people go on working meanwhile')
    .action(() => withRecord(config(), (url) => reindex(config(), url)))
