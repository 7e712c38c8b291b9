/** Milliseconds of the machine's monotonic clock: comparable across processes. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6
