import type { Server } from 'node:http'
import type { Live } from '@holdfast/api'

/** Hands sockets that ask for `/live` to the live side of sync; nothing else can be upgraded to. */
export const serveLive = (server: Server, live: Live): void => {
  server.on('upgrade', (request, socket, head) => {
    // A socket that breaks before anybody has taken it over is nobody's error.
    socket.on('error', () => socket.destroy())
    if (URL.parse(request.url ?? '', 'http://localhost')?.pathname === '/live')
      live.handleUpgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })
}
