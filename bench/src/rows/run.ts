import type { BenchArguments } from '../arguments.ts'
import type { ProductWorld } from '../product/product-world.ts'
import type { Figures } from '../report/figures.ts'
import type { Side } from '../side.ts'
import type { Pairs } from './pairs.ts'

/** What every phase works with. */
export interface Run {
  asked: BenchArguments
  sides: readonly Side[]
  /** Those of the sides that are the product. */
  worlds: readonly ProductWorld[]
  pairs: Pairs
  figures: Figures
}
