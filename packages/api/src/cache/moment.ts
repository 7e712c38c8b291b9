/**
 * A moment of this process by both of its clocks. The one that is never set back stands still while
 * the machine sleeps; the other one does not.
 */
export interface Moment {
  steady: number
  wall: number
}

export const thisMoment = (): Moment => ({ steady: performance.now(), wall: Date.now() })

/** In ms, and rather too many than too few. */
export const mostSince = ({ steady, wall }: Moment): number =>
  Math.max(performance.now() - steady, Date.now() - wall)
