export { DeviceProvider, useDevice } from './device-context.ts'
export * from './hooks.ts'
