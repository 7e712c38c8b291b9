import { storeContract } from './contract.ts'
import { MemoryDisk, openMemoryStore } from './memory.ts'

storeContract('memory', async () => {
  const disk = new MemoryDisk()
  return {
    open: async (options) => openMemoryStore({ ...options, disk }),
    cleanUp: async () => undefined,
  }
})
