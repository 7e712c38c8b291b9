import { router } from '../trpc.ts'
import { pull } from './pull/pull.ts'
import { push } from './push/push.ts'

export const syncRouter = router({ push, pull })
