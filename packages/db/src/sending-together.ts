import { Socket } from 'node:net'

/**
 * A socket that sends in one go what is written to it in one go: a flight of statements is one call of
 * the system and wakes PostgreSQL once.
 */
export const sendingTogether = (): Socket => {
  const socket = new Socket()
  const write = socket.write.bind(socket)
  let isCorked = false
  const send = () => {
    isCorked = false
    socket.uncork()
  }
  const together = (...args: Parameters<typeof write>) => {
    if (!isCorked) {
      isCorked = true
      socket.cork()
      process.nextTick(send)
    }
    return write(...args)
  }
  // A socket that is told to connect takes back a `write` that was put on it before.
  return socket.once('connect', () => Object.assign(socket, { write: together }))
}
