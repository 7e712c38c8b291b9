import { counterContract } from './contract.ts'
import { memoryCounter } from './memory.ts'

counterContract('memory', async () => memoryCounter())
