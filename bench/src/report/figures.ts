import type { SideName } from '../side.ts'

/** Whose figure it is: one of the sides, or a limit of the machine itself. */
export type Subject = SideName | 'limit'

export interface Figure {
  metric: string
  subject: Subject
  /** Tasks. */
  n: number
  samples: number[]
}

/** Everything that a run has measured, sample by sample. */
export class Figures {
  private readonly all = new Map<string, Figure>()
  private readonly onSample: (figure: Figure, sample: number) => void

  /** @param onSample hears of each sample as it comes */
  constructor(onSample: (figure: Figure, sample: number) => void = () => undefined) {
    this.onSample = onSample
  }

  add(metric: string, subject: Subject, n: number, sample: number): void {
    const key = JSON.stringify([metric, subject, n])
    const figure = this.all.get(key) ?? { metric, subject, n, samples: [] }
    this.all.set(key, figure)
    figure.samples.push(sample)
    this.onSample(figure, sample)
  }

  /** Empty when it was not measured. */
  samples(metric: string, subject: Subject, n: number): readonly number[] {
    return this.all.get(JSON.stringify([metric, subject, n]))?.samples ?? []
  }

  list(): readonly Figure[] {
    return [...this.all.values()]
  }
}
