import type { UserId } from '@holdfast/domain'
import { expect, test } from 'vitest'
import { Seeded } from '../simulation/chance.ts'
import { randomDeed } from './random-deed.ts'
import { SimWorld } from './sim-world.ts'

const STEPS = 250

const eventually = async (what: string, condition: () => boolean | Promise<boolean>) => {
  await expect.poll(condition, { timeout: 30_000, interval: 20, message: what }).toBe(true)
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

const count = async (world: SimWorld, text: string): Promise<number> => {
  const [row] = await world.test.database.read((reader) => reader.rows<{ n: number }>({ text }))
  return row?.n ?? 0
}

test.each([1, 2, 3])(
  '[P3] [R1] [C2] devices that lose calls, sockets and power end as one, and nothing is lost (seed %i)',
  async (seed) => {
    const chance = new Seeded(seed)
    await using world = await SimWorld.open(chance)
    const [ann, bob, eve] = [
      await world.person('Ann'),
      await world.person('Bob'),
      await world.person('Eve'),
    ]
    const shared = await ann.api.projects.create.mutate({ name: 'Shared' })
    for (const { email } of [bob, eve])
      await ann.api.projects.addMember.mutate({ projectId: shared.id, email, role: 'editor' })
    for (const [name, person] of [
      ['ann-1', ann],
      ['ann-2', ann],
      ['bob-1', bob],
      ['bob-2', bob],
      ['eve-1', eve],
    ] as const)
      await world.device(name, person)
    for (const device of world.devices)
      await eventually(`${device.name} has loaded`, () => device.isSettled)

    const people = world.people.map(({ userId }) => userId)
    const deeds = new Map<string, number>()
    let durable = 0
    for (let step = 0; step < STEPS; step++) {
      const device = chance.pick(world.devices)
      const fate = chance.next()
      // What else falls to whom depends on real time too: this happens in any case.
      if (step === STEPS / 2) await world.cutDatabase()
      if (fate < 0.03) device.link.cut()
      else if (fate < 0.08) device.link.heal()
      else if (fate < 0.12) device.link.losses = 0.4
      else if (fate < 0.15) device.link.dropSockets()
      else if (fate < 0.165) await device.crash()
      else if (fate < 0.18) await world.cutDatabase()
      else if (fate < 0.2)
        await bob.api.projects.removeMember
          .mutate({ projectId: shared.id, userId: bob.userId })
          .catch(() =>
            ann.api.projects.addMember.mutate({
              projectId: shared.id,
              email: bob.email,
              role: 'editor',
            }),
          )
          // The database may just have been cut off.
          .catch(() => undefined)
      else {
        const done = randomDeed(device, people, chance)
        if (done) deeds.set(done.name, (deeds.get(done.name) ?? 0) + 1)
        done?.durable.then(
          () => durable++,
          () => expect(device.crashes).toBeGreaterThan(0),
        )
      }
      // Now and then one who is connected gets its turn.
      const online = world.devices.filter(({ link }) => !link.isCut && link.losses === 0)
      if (step % 10 === 0 && online.length > 0) {
        const one = chance.pick(online)
        one.device.syncNow()
        await eventually(`${one.name} has sent`, () => one.device.status().pending === 0)
      }
    }

    for (const device of world.devices) {
      device.link.heal()
      device.device.syncNow()
    }
    for (const device of world.devices)
      await eventually(`${device.name} has settled`, () => device.isSettled)

    for (const person of world.people) {
      const fresh = await world.device('fresh', person)
      await eventually('the fresh device has loaded', () => fresh.isSettled)
      for (const device of world.devices.filter((one) => one.userId === person.userId))
        await eventually(`${device.name} shows what the record holds`, () =>
          same(device.shown, fresh.shown),
        )
    }

    expect([...deeds.keys()].sort()).toEqual(
      ['assign', 'create', 'create-project', 'delete', 'move', 'retitle', 'status', 'tag'].sort(),
    )
    const lost = world.devices.map(({ link }) => link.lost)
    for (const what of ['requests', 'replies', 'sockets'] as const)
      expect(lost.reduce((sum, one) => sum + one[what], 0)).toBeGreaterThan(0)
    expect(world.cuts).toBeGreaterThan(0)
    const total = [...deeds.values()].reduce((sum, n) => sum + n, 0)
    // Every deed that a device had kept was decided, once: the ids of every client are whole.
    const decided = await count(world, 'SELECT count(*) AS n FROM sync.mutations')
    expect(decided).toBeGreaterThanOrEqual(durable)
    expect(decided).toBeLessThanOrEqual(total)
    expect(await count(world, 'SELECT sum(last_mutation_id)::bigint AS n FROM sync.clients')).toBe(
      decided,
    )
    const rejected = await count(
      world,
      `SELECT count(*) AS n FROM sync.mutations WHERE result->>'status' <> 'applied'`,
    )
    const refusals = world.devices.flatMap(({ device }) =>
      device.issues().filter((issue) => !('conflict' in issue)),
    )
    expect(refusals).toHaveLength(rejected)
    const told = await world.test.database.read((reader) =>
      reader.rows<{ id: string; userId: UserId }>({
        text: `SELECT id, user_id AS "userId" FROM sync.conflicts ORDER BY id`,
      }),
    )
    expect(told.length).toBeGreaterThan(0)
    for (const { name, userId, device } of world.devices) {
      const theirs = told.filter((conflict) => conflict.userId === userId).map(({ id }) => id)
      const shown = () =>
        device.issues().flatMap((issue) => ('conflict' in issue ? [issue.id] : []))
      await eventually(`${name} tells of its conflicts`, () => same(shown().sort(), theirs))
    }
  },
  180_000,
)
