import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { sendingTogether } from './sending-together.ts'

test('what is written in one go waits for the end of it, and is sent then', async () => {
  await using server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection')
  const socket = sendingTogether()
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  const [peer] = await accepted

  for (const part of ['first ', 'second ', 'third ']) socket.write(part)
  expect(socket.writableLength).toBe('first second third '.length)
  await new Promise(process.nextTick)
  expect(socket.writableCorked).toBe(0)
  socket.end('last')
  expect(await text(peer)).toBe('first second third last')
})
