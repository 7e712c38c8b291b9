import type { Reader } from './reader.ts'

/**
 * The life of the database that positions and versions belong to: cluster, timeline, database, making
 * of the schema, restores.
 */
export const currentEpoch = async (reader: Reader): Promise<string> => {
  const [row] = await reader.rows<{ epoch: string }>({
    name: 'current-epoch',
    text: 'SELECT sync.current_epoch() AS epoch',
  })
  if (!row?.epoch) throw new Error('sync.epoch has lost its row: the database is not whole')
  return row.epoch
}
