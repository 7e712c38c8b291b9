import { transact } from '@holdfast/api'
import { LiveClient } from '@holdfast/api/testing/live-client'
import { keyOf, type Row, type UserId } from '@holdfast/domain'
import { CloseCode, PROTOCOL } from '@holdfast/sync'
import { expect } from 'vitest'
import type { Asker } from './random-people.ts'
import { sightOf } from './rule-of-sight.ts'
import type { SecurityWorld } from './security-world.ts'

const connect = ({ served }: SecurityWorld) =>
  LiveClient.open(`${served.url.replace('http', 'ws')}/live`)

/** Touches every task, and listens as each of these: is all told that is to be seen, and nothing else? */
export const checkLive = async (
  world: SecurityWorld,
  askers: readonly Asker[],
  rows: readonly Row[],
): Promise<void> => {
  const clients = await Promise.all(
    askers.map(async ({ id, token }) => {
      const client = await connect(world)
      await client.greet(token)
      return { id, client }
    }),
  )
  await transact(world.served.server.services, (_, tx) =>
    tx.rows({ text: `UPDATE tasks.tasks SET order_key = order_key || 'V'` }),
  )
  const heard = (client: LiveClient) =>
    new Set(client.frames.flatMap((frame) => frame.rows.map(keyOf)))
  const expected = (id: UserId) =>
    sightOf(rows, id).seen.flatMap((row) => (row.kind === 'task' ? keyOf(row) : []))
  for (const { id, client } of clients)
    await client.until(() => heard(client).size >= new Set(expected(id)).size)
  for (const { id, client } of clients) {
    await client.settled()
    expect([...heard(client)].sort()).toEqual(expected(id).sort())
    client.socket.terminate()
  }
}

/** Is whoever is barred turned away before they hear anything? */
export const checkTurnedAway = async (world: SecurityWorld, { token }: Asker): Promise<void> => {
  const client = await connect(world)
  client.send({ type: 'hello', protocol: PROTOCOL, epoch: null, positions: {}, token })
  expect(await client.closed()).toBe(CloseCode.unauthenticated)
  expect(client.heard).toEqual([])
}
