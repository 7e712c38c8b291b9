import { type SchemeHandler, schemes } from '../schemes.ts'
import { strict } from '../strict.ts'
import { app } from './app.ts'

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(_schemes: readonly object[]): void {
    if (app.isReady())
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (schemes.has(scheme)) throw new Error(`The scheme '${scheme}' is already registered`)
    schemes.set(scheme, handler)
  },
})

export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    protocol,
    setPermissionRequestHandler: (_handler: unknown) => undefined,
    setPermissionCheckHandler: (_handler: unknown) => undefined,
  }),
})
