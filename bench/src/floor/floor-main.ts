// The least that a server of this design can do: prebuilt compressed chunks, one commit a push, and a
// broadcast. No accounts, no rights, no conflicts. Arguments: the database's URL, the tasks in it.
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import { Client } from 'pg'
import { WebSocketServer } from 'ws'
import { plainColumns } from '../bench-task.ts'
import type { FloorMessage, FloorRequest } from './protocol.ts'

const CHUNK_ROWS = 5000

const gzip = promisify(gzipCallback)
const [url = ''] = process.argv.slice(2)
const database = new Client({ connectionString: url })
await database.connect()

const chunks: Buffer[] = []
const { rows } = await database.query<unknown[]>({
  text: `SELECT ${plainColumns.join(', ')} FROM floor.tasks ORDER BY id`,
  rowMode: 'array',
})
for (let from = 0; from < rows.length; from += CHUNK_ROWS)
  chunks.push(await gzip(JSON.stringify(rows.slice(from, from + CHUNK_ROWS)), { level: 6 }))
rows.length = 0

const update = {
  name: 'floor-push',
  text: `UPDATE floor.tasks t SET title = x.title, updated_at = extract(epoch FROM now()) * 1000
         FROM unnest($1::text[], $2::text[]) AS x (id, title) WHERE t.id = x.id`,
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => {
  const tell = (message: FloorMessage) => socket.send(JSON.stringify(message))
  socket.on('message', async (data) => {
    const request: FloorRequest = JSON.parse(String(data))
    if (request.type === 'snapshot') {
      for (const chunk of chunks) socket.send(chunk)
      return tell({ type: 'end' })
    }
    const { id, ids, titles } = request
    await database.query({ ...update, values: [ids, titles] })
    tell({ type: 'done', id })
    const frame = JSON.stringify({ type: 'frame', ids, titles } satisfies FloorMessage)
    for (const other of server.clients) if (other !== socket) other.send(frame)
  })
})
server.on('listening', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined })
})
process.on('disconnect', () => process.exit(0))
process.on('SIGTERM', () => process.exit(0))
