export { type Overrides, type RunningServer, startServer } from './compose.ts'
export { type Config, decideConfig } from './config/config.ts'
export { openLog, type ServerLog } from './log/open-log.ts'
