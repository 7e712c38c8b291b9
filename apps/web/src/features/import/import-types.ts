import type { AppRouter } from '@holdfast/client'
import type { inferRouterOutputs } from '@trpc/server'

type Import = inferRouterOutputs<AppRouter>['import']

export type ImportPreview = Import['preview']
export type ImportReport = Import['run']
export type CardOutcome = ImportReport['cards'][number]['outcome']
export type ListTarget = ImportPreview['lists'][number]['suggestion']
