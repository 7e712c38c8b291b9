import type { AppRouter } from '@holdfast/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

type Asked = inferRouterInputs<AppRouter>['admin']
type Told = inferRouterOutputs<AppRouter>['admin']

export type Account = Told['users']['list']['items'][number]
export type AccountStatus = Account['status']
export type OpenSession = Told['sessions']['list']['sessions'][number]
export type Invitation = Told['invitations']['list']['items'][number]
export type AuditEntry = Told['audit']['list']['items'][number]
export type AuditFilters = Omit<NonNullable<Asked['audit']['export']>, 'cursor'>
