import { indexedDbHarness } from './contract/indexeddb-harness.ts'
import { storeContract, tornStoreContract } from './contract.ts'

storeContract('IndexedDB', indexedDbHarness)
tornStoreContract('IndexedDB', indexedDbHarness)
