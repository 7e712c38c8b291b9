import type { RowByKind } from '@holdfast/domain'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SyncedRow } from '../wire/row.ts'
import { createPageReader, encodePage, type Page, UnreadablePage } from './page.ts'

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
      '{"v":1}',
      whole.replace('"v":1', '"v":2'),
      whole.replace(/"n":\d+/, '"n":1000'),
      whole.replace(/"index":\[\d+/, '"index":[99'),
      whole.replace(',"removed":[]', ''),
    ]
    for (const altered of torn) expect(() => read(altered)).toThrow(UnreadablePage)
  })
})
