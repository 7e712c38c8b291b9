import { changeEmail } from './accounts/change-email.ts'
import { changePassword } from './accounts/change-password.ts'
import { deleteOwnAccount } from './accounts/delete-account.ts'
import { invitation } from './accounts/invitation.ts'
import { pendingEmail } from './accounts/pending-email.ts'
import { requestPasswordReset } from './accounts/request-password-reset.ts'
import { resendVerification } from './accounts/resend-verification.ts'
import { resetPassword } from './accounts/reset-password.ts'
import { standing } from './accounts/standing.ts'
import { verifyEmail } from './accounts/verify-email.ts'
import { adminRouter } from './admin/router.ts'
import { login } from './auth/login.ts'
import { logout } from './auth/logout.ts'
import { passkeyLogin } from './auth/passkey-login.ts'
import { passkeyOptions } from './auth/passkey-options.ts'
import { refresh } from './auth/refresh.ts'
import { register } from './auth/register.ts'
import { secondFactor } from './auth/second-factor.ts'
import { listFactors } from './factors/list.ts'
import { passkeyFinish } from './factors/passkey-finish.ts'
import { passkeyRemove } from './factors/passkey-remove.ts'
import { passkeyRename } from './factors/passkey-rename.ts'
import { passkeyStart } from './factors/passkey-start.ts'
import { renewRecoveryCodes } from './factors/renew-recovery-codes.ts'
import { totpConfirm } from './factors/totp-confirm.ts'
import { totpRemove } from './factors/totp-remove.ts'
import { totpStart } from './factors/totp-start.ts'
import { previewImport } from './import/preview.ts'
import { runImport } from './import/run.ts'
import { listNotifications } from './notifications/list.ts'
import { markAllRead } from './notifications/mark-all-read.ts'
import { markRead } from './notifications/mark-read.ts'
import { unreadCount } from './notifications/unread-count.ts'
import { addMember } from './projects/add-member.ts'
import { createProject } from './projects/create.ts'
import { getProject } from './projects/get.ts'
import { listProjects } from './projects/list.ts'
import { removeMember } from './projects/remove-member.ts'
import { setMemberRole } from './projects/set-member-role.ts'
import { updateProject } from './projects/update.ts'
import { listSessions } from './sessions/list.ts'
import { revokeOneSession } from './sessions/revoke.ts'
import { revokeAllSessions, revokeOtherSessions } from './sessions/revoke-all.ts'
import { dashboard } from './stats/dashboard.ts'
import { projectProgress } from './stats/project-progress.ts'
import { userTaskCounts } from './stats/user-task-counts.ts'
import { syncRouter } from './sync/router.ts'
import { assignTask } from './tasks/assign.ts'
import { createTask } from './tasks/create.ts'
import { deleteTask } from './tasks/delete.ts'
import { getTask } from './tasks/get.ts'
import { taskHistory } from './tasks/history.ts'
import { listTasks } from './tasks/list.ts'
import { restoreTask } from './tasks/restore.ts'
import { searchTasks } from './tasks/search.ts'
import { setTaskStatus } from './tasks/set-status.ts'
import { updateTask } from './tasks/update.ts'
import { createToken } from './tokens/create.ts'
import { listTokens } from './tokens/list.ts'
import { revokeToken } from './tokens/revoke.ts'
import { router } from './trpc.ts'
import { me } from './users/me.ts'

/** The names of everything that can be asked of the server. */
export const appRouter = router({
  auth: {
    standing,
    register,
    invitation,
    verifyEmail,
    requestPasswordReset,
    resetPassword,
    login,
    secondFactor,
    passkeyOptions,
    passkeyLogin,
    refresh,
    logout,
  },
  account: {
    changePassword,
    changeEmail,
    pendingEmail,
    resendVerification,
    delete: deleteOwnAccount,
  },
  users: { me },
  sessions: {
    list: listSessions,
    revoke: revokeOneSession,
    revokeOthers: revokeOtherSessions,
    revokeAll: revokeAllSessions,
  },
  factors: {
    list: listFactors,
    totpStart,
    totpConfirm,
    totpRemove,
    renewRecoveryCodes,
    passkeyStart,
    passkeyFinish,
    passkeyRename,
    passkeyRemove,
  },
  tokens: { list: listTokens, create: createToken, revoke: revokeToken },
  tasks: {
    create: createTask,
    get: getTask,
    history: taskHistory,
    list: listTasks,
    update: updateTask,
    assign: assignTask,
    setStatus: setTaskStatus,
    delete: deleteTask,
    restore: restoreTask,
    search: searchTasks,
  },
  projects: {
    create: createProject,
    get: getProject,
    list: listProjects,
    update: updateProject,
    addMember,
    setMemberRole,
    removeMember,
  },
  stats: { dashboard, projectProgress, userTaskCounts },
  notifications: { list: listNotifications, unreadCount, markRead, markAllRead },
  sync: syncRouter,
  import: { preview: previewImport, run: runImport },
  admin: adminRouter,
})
export type AppRouter = typeof appRouter
