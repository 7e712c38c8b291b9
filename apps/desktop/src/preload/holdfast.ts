import type { DesktopApi } from '@holdfast/client/desktop'
import { contextBridge, ipcRenderer } from 'electron'
import { channels } from '../channels.ts'

const holdfast: DesktopApi = {
  platform: process.platform,
  store: { call: (method, payload) => ipcRenderer.invoke(channels.store, method, payload) },
  pokes: {
    post: (poke) => ipcRenderer.send(channels.poke, poke),
    listen(listener) {
      const hear = (_event: unknown, poke: Parameters<typeof listener>[0]) => listener(poke)
      ipcRenderer.on(channels.poke, hear)
      return () => {
        ipcRenderer.off(channels.poke, hear)
      }
    },
  },
  session: {
    person: () => ipcRenderer.invoke(channels.person),
    keeping: () => ipcRenderer.invoke(channels.keeping),
    open: (userId) => ipcRenderer.invoke(channels.open, userId),
    signOut: (userId) => ipcRenderer.invoke(channels.signOut, userId),
  },
}

contextBridge.exposeInMainWorld('holdfast', holdfast)
