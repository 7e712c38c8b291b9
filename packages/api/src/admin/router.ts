import { router } from '../trpc.ts'
import { exportAudit } from './audit/export.ts'
import { listAudit } from './audit/list.ts'
import { createInvitation } from './invitations/create.ts'
import { listInvitations } from './invitations/list.ts'
import { revokeInvitation } from './invitations/revoke.ts'
import { listSessionsOf } from './sessions/list.ts'
import { revokeSessionOf } from './sessions/revoke.ts'
import { deleteUser } from './users/delete.ts'
import { listUsers } from './users/list.ts'
import { reinstateUser } from './users/reinstate.ts'
import { resetSecondFactorOf } from './users/reset-second-factor.ts'
import { setAdmin } from './users/set-admin.ts'
import { suspendUser } from './users/suspend.ts'

/** What admins do: they look after accounts, and see nothing of anybody's work by it. */
export const adminRouter = router({
  users: {
    list: listUsers,
    suspend: suspendUser,
    reinstate: reinstateUser,
    resetSecondFactor: resetSecondFactorOf,
    setAdmin,
    delete: deleteUser,
  },
  sessions: { list: listSessionsOf, revoke: revokeSessionOf },
  invitations: { list: listInvitations, create: createInvitation, revoke: revokeInvitation },
  audit: { list: listAudit, export: exportAudit },
})
