import {
  type IsoDate,
  initialOrderKey,
  orderKeyBetween,
  type RowByKind,
  type TaskId,
} from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SyncedRow } from '../wire/row.ts'
import { createPageReader, encodePage, PAGE_VERSION, type Page, UnreadablePage } from './page.ts'

describe('a page', () => {
  const text = fc.string({ unit: 'binary' })
  const few = fc.constantFrom('a', 'b', 'null', '0')
  const flag = fc.boolean()
  const maybe = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary)
  const version = fc.nat()
  const json = fc.json().map((value): unknown => JSON.parse(value))

  /** Rows that have every field, with values of the right shape but wilder than the domain allows. */
  const anyRow = fc.oneof(
    fc.record({
      kind: fc.constant('task'),
      row: fc.record({
        id: text,
        title: text,
        description: maybe(text),
        status: few,
        priority: few,
        dueDate: maybe(text),
        dueAllDay: flag,
        createdBy: few,
        assignedTo: maybe(few),
        projectId: maybe(few),
        tags: fc.array(fc.oneof(few, text), { maxLength: 3 }),
        orderKey: text,
        createdAt: text,
        updatedAt: text,
        completedAt: maybe(text),
        deletedAt: maybe(text),
        version,
      } satisfies Record<keyof RowByKind['task'], unknown>),
    }),
    fc.record({
      kind: fc.constant('project'),
      row: fc.record({
        id: text,
        name: text,
        description: maybe(text),
        status: few,
        ownerId: few,
        createdAt: text,
        updatedAt: text,
        version,
      } satisfies Record<keyof RowByKind['project'], unknown>),
    }),
    fc.record({
      kind: fc.constant('conflict'),
      row: fc.record({
        id: text,
        userId: few,
        taskId: maybe(few),
        projectId: maybe(few),
        field: few,
        kind: few,
        base: json,
        lost: json,
        kept: json,
        by: maybe(few),
        at: text,
        dismissedAt: maybe(text),
        version,
      } satisfies Record<keyof RowByKind['conflict'], unknown>),
    }),
    fc.record({
      kind: fc.constant('member'),
      row: fc.record({
        id: text,
        projectId: few,
        userId: few,
        role: few,
        displayName: text,
        avatar: maybe(text),
        left: flag,
        version,
      } satisfies Record<keyof RowByKind['member'], unknown>),
    }),
    fc.record({
      kind: fc.constant('user'),
      row: fc.record({
        id: text,
        email: text,
        emailVerified: flag,
        status: few,
        createdAt: text,
        updatedAt: text,
        profile: fc.record({ firstName: text, bio: maybe(text) }),
        preferences: fc.record({ theme: few }),
        version,
      } satisfies Record<keyof RowByKind['user'], unknown>),
    }),
  ) as unknown as fc.Arbitrary<SyncedRow>
  const removal = fc.record({ kind: fc.constantFrom('task', 'project'), id: text, version })
  const anyPage = fc.record({
    rows: fc.array(anyRow, { maxLength: 40 }),
    removed: fc.array(removal, { maxLength: 5 }),
  }) as fc.Arbitrary<Page>

  const moment = fc.integer({ min: Date.UTC(1, 0), max: Date.UTC(9999, 11, 31) })
  const instant = (time: number) => new Date(time).toISOString() as IsoDate

  /** Tasks with ids, instants and order keys as devices make them; some were moved, some have none. */
  const madeRows = (version: string, count: number): fc.Arbitrary<Page> =>
    fc
      .array(
        fc.record({
          time: fc.integer({ min: 1.7e12, max: 1.7e12 + 1e9 }),
          digits: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 19, maxLength: 19 }),
          later: fc.nat(5000),
          due: fc.option(
            fc.oneof(
              moment,
              moment.map((time) => time - (time % 86_400_000)),
            ),
          ),
          isMoved: fc.boolean(),
          version: fc.nat(),
        }),
        { minLength: count, maxLength: count },
      )
      .map((made) => ({
        removed: [],
        rows: made.map(({ time, digits, later, due, isMoved, version: row }) => {
          const hex = digits.map((digit) => digit.toString(16)).join('')
          const head = time.toString(16).padStart(12, '0')
          const tail = `${version}${hex.slice(0, 3)}-${hex.slice(3, 7)}-${hex.slice(7)}`
          const id = `${head.slice(0, 8)}-${head.slice(8)}-${tail}` as TaskId
          const orderKey = initialOrderKey(instant(time + later), id)
          const createdAt = instant(time + later)
          const task = {
            id,
            title: 'Dig',
            description: null,
            status: 'todo',
            priority: 'low',
            dueDate: due === null ? null : instant(due),
            dueAllDay: false,
            createdBy: 'a',
            assignedTo: null,
            projectId: null,
            tags: [],
            orderKey: isMoved ? orderKeyBetween(orderKey, null, 'x') : orderKey,
            createdAt,
            updatedAt: createdAt,
            completedAt: null,
            deletedAt: null,
            version: row,
          }
          return { kind: 'task', row: task } as unknown as SyncedRow
        }),
      }))
  const madePage = fc
    .tuple(fc.constantFrom('4', '7', '1'), fc.integer({ min: 1, max: 30 }))
    .chain(([version, count]) => madeRows(version, count))

  /** The same with values that are no longer what their columns are made for. */
  const scrambled = ({ kind, row }: SyncedRow): SyncedRow =>
    ({
      kind,
      row: Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, isIsoLike(value) ? `${value}.` : value]),
      ),
    }) as unknown as SyncedRow
  const isIsoLike = (value: unknown) =>
    typeof value === 'string' && /^[0-9a-f]{4}.*[-:]/.test(value)

  const kinds = ['user', 'conflict', 'project', 'member', 'task']
  const byKind = (rows: readonly SyncedRow[]) =>
    kinds.flatMap((kind) => rows.filter((row) => row.kind === kind))

  test('comes back as it was written, people and projects first', () => {
    const read = createPageReader()
    const property = fc.property(anyPage, (page) => {
      const { rows, removed } = read(encodePage(page))
      expect(rows).toEqual(byKind(page.rows))
      expect(removed).toEqual(page.removed)
    })
    fc.assert(property)
  })

  test('of rows as they are made comes back as it was written', () => {
    const read = createPageReader()
    const property = fc.property(madePage, (page) => {
      expect(read(encodePage(page)).rows).toEqual(page.rows)
    })
    fc.assert(property)
  })

  test('of rows as they are made says what they have in common once', () => {
    const sizeOf = (page: Page) => encodePage(page).length / page.rows.length
    const [page] = fc.sample(madeRows('7', 1000), { numRuns: 1, seed: 3 })
    if (!page) throw new Error('there is no page')
    expect(sizeOf(page)).toBeLessThan(sizeOf({ ...page, rows: page.rows.map(scrambled) }) - 60)
  })

  test('of rows as they are made that is altered is unreadable', () => {
    const read = createPageReader()
    const [page] = fc.sample(madeRows('7', 10), { numRuns: 1, seed: 4 })
    if (!page) throw new Error('there is no page')
    const whole = encodePage(page)
    const torn = [
      whole.replace(/"digits":"./, '"digits":"'),
      whole.replace(/"times":\[\d+,/, '"times":['),
      whole.replace(/"times":\[[^\]]*\]/, '"times":null'),
      whole.replace(/"at":\[[^,]*,/, '"at":['),
      whole.replace(/"added":\[[^,]*,/, '"added":['),
      whole.replace(/"made":\[[^,]*,/, '"made":['),
    ]
    for (const altered of torn) {
      expect(altered).not.toBe(whole)
      expect(() => read(altered)).toThrow(UnreadablePage)
    }
  })

  test('shares equal values between the pages of one reader', () => {
    const read = createPageReader()
    const [one] = fc.sample(
      anyRow.filter((row) => row.kind === 'task'),
      { numRuns: 1, seed: 1 },
    )
    if (one?.kind !== 'task') throw new Error('there is no task')
    const page = () => read(encodePage({ rows: [one, one], removed: [] })).rows
    const tags = [...page(), ...page()].map((row) => row.kind === 'task' && row.row.tags)
    expect(new Set(tags).size).toBe(1)
    expect(Object.isFrozen(tags[0])).toBe(true)
  })

  test('that is cut short, altered or of another version is unreadable', () => {
    const read = createPageReader()
    const rows = fc.sample(anyRow, { numRuns: 10, seed: 2 })
    const whole = encodePage({ rows, removed: [] })
    const torn = [
      whole.slice(0, -1),
      whole.slice(0, whole.length / 2),
      '',
      'null',
      `{"v":${PAGE_VERSION}}`,
      whole.replace(`"v":${PAGE_VERSION}`, `"v":${PAGE_VERSION - 1}`),
      whole.replace(/"n":\d+/, '"n":1000'),
      whole.replace(/"index":\[\d+/, '"index":[99'),
      whole.replace(',"removed":[]', ''),
    ]
    for (const altered of torn) expect(() => read(altered)).toThrow(UnreadablePage)
  })
})
