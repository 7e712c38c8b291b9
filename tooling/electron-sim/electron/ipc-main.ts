import { strictEmitter } from '../strict.ts'

export type IpcHandler = (event: unknown, ...args: unknown[]) => unknown

export const ipcHandlers = new Map<string, IpcHandler>()

export const ipcMain = strictEmitter('ipcMain', {
  handle(channel: string, handler: IpcHandler): void {
    if (ipcHandlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`)
    ipcHandlers.set(channel, handler)
  },
  removeHandler: (channel: string) => void ipcHandlers.delete(channel),
})
