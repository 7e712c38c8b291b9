export { type DesktopApi, PagePoke, SessionKeeping } from './desktop-api.ts'
export { openDesktopDevice } from './open-desktop-device.ts'
