import type { Bucket, ClientId, IsoDate } from '@holdfast/domain'
import { type Change, type Meta, newMeta } from '../device/journal.ts'
import { type CommitPlan, type DeviceState, planCommit } from '../device/plan-commit.ts'
import type { Delta } from '../wire/pull.ts'
import type { MutationResult } from '../wire/push.ts'
import { dawn, nthUser } from './world.ts'

/** The client id that a `PlanDisk` begins with. */
export const firstClient = 'c1' as ClientId

/** A device as a store keeps it, in plain values: plans in, state out. */
export class PlanDisk {
  state: DeviceState

  constructor(fields: Partial<Meta> = {}) {
    const meta = { ...newMeta(nthUser(1), firstClient), epoch: 'e1', ...fields }
    this.state = { meta, outbox: [], sent: [] }
  }

  commit(...changes: Change[]): CommitPlan {
    const plan = planCommit(this.state, changes)
    const outbox = new Map(this.state.outbox.map((entry) => [entry.id, entry]))
    for (const id of plan.outboxDeletes) outbox.delete(id)
    for (const entry of plan.outboxPuts) outbox.set(entry.id, entry)
    const { sentDeletes, sentDeletesBefore, sentPuts } = plan
    const sent = this.state.sent
      .filter((one) => !sentDeletes.includes(one) && one.at >= (sentDeletesBefore ?? ''))
      .concat(sentPuts)
    this.state = {
      meta: plan.meta,
      outbox: [...outbox.values()].sort((x, y) => x.id - y.id),
      sent,
    }
    return plan
  }

  ids(): number[] {
    return this.state.outbox.map(({ id }) => id)
  }
}

let drafts = 0

/** What a person did, and no two alike. */
export const draftChange = (title = 'Dig'): Change => ({
  type: 'draft',
  draft: { draftId: `d${++drafts}`, name: 'create-task', version: 1, args: { title }, at: dawn },
})

export const settleChange = (...results: MutationResult[]): Change => ({
  type: 'settle',
  clientId: firstClient,
  epoch: 'e1',
  results,
  at: dawn,
})

export const applied = (id: number, effect: Record<Bucket, number>): MutationResult => ({
  id,
  status: 'applied',
  at: effect,
})

export const rejected = (id: number): MutationResult => ({
  id,
  status: 'rejected',
  code: 'forbidden',
  message: 'No.',
})

export const deltaChange = (
  bucket: Bucket,
  from: number | null,
  to: number,
  fields: Partial<Delta> = {},
  at: IsoDate = dawn,
) =>
  ({
    type: 'delta',
    epoch: 'e1',
    at,
    delta: { bucket, from, to, rows: [], removed: [], after: null, ...fields },
  }) satisfies Change

export const newEpochChange = (expected: number, epoch = 'e2'): Change => ({
  type: 'new-epoch',
  epoch,
  expected,
  clientId: 'fresh' as ClientId,
  at: dawn,
})
