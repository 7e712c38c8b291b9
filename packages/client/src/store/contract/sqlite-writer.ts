import { openSqliteStore } from '../sqlite.ts'
import { bucketA, deltaChange, draft, join, me, taskRow, uuid } from './rows.ts'

// Run as a process of its own and killed: commits a row with an outbox entry for ever, folding now
// and then, and prints the id of each entry that is durable.

const [, , file] = process.argv
if (!file) throw new Error('which file?')

const store = openSqliteStore({ file, userId: me, newClientId: () => uuid(0xc1) })
const { meta } = await store.outbox()
if (meta.positions[bucketA] === undefined) await store.commit([join(bucketA, 0, [])])
for (let n = meta.nextMutationId; ; n++) {
  const delta = { bucket: bucketA, from: n - 1, to: n, rows: [taskRow(n, n)] }
  await store.commit([deltaChange(delta), draft({ n })])
  process.stdout.write(`${n}\n`)
  if (n % 7 === 0) await store.fold()
}
