import { type Clock, systemClock } from '@holdfast/client'

/** Waits are as long as they are for people; a test has not the time. */
export const hurriedClock = (times: number): Clock => ({
  ...systemClock,
  after: (ms, run) => systemClock.after(ms / times, run),
})
