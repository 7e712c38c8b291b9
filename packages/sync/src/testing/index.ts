export * from './model-device.ts'
export * from './model-record.ts'
export * from './model-server.ts'
export * from './world.ts'
