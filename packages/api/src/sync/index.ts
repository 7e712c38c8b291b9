// The sync engine without HTTP and sockets, for whoever drives it within one process.
export { nothingCached } from '../cache/cached.ts'
export { unlimited } from '../limits/limits.ts'
export { FanOut } from './live/fan-out.ts'
export type { FrameReader } from './live/frame-reader.ts'
export { answerPull } from './pull/answer-pull.ts'
export { acceptPush } from './push/accept-push.ts'
export { digestOf } from './push/digest.ts'
