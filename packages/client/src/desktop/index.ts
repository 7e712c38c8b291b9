export { type DesktopApi, PagePoke, SessionKeeping } from './desktop-api.ts'
export { ENGINE_OPTIONS } from './engine-options.ts'
export { openDesktopDevice } from './open-desktop-device.ts'
