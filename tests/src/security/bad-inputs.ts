import type { Kind, Place } from './places.ts'

/** Fields that no input takes; who could write them would be more than they are. */
const FOREIGN_FIELDS = [
  'ownerId',
  'emailVerified',
  'version',
  'admin',
  'userId',
  'passwordHash',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
]

const uuid = '01890000-0000-7000-8000-000000000001'
const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { value }
  return value
}
const strings = [12.5, true, [], {}, ['a'], { length: 1 }, nested(40)]
const unkeepable = ['a\0b', 'a\ud800', '\udfffa', 'x'.repeat(120_000)]

/** What is wrong at a place of a kind, whatever else the input says. */
const wrongAt: Readonly<Record<Kind, readonly unknown[]>> = {
  object: [7, 'object', true, [], [{}], '{}'],
  array: [7, 'array', true, {}, { length: 1, 0: 'a' }, [nested(40)], [[]]],
  id: [
    ...strings,
    '',
    'not-a-uuid',
    `{${uuid}}`,
    `urn:uuid:${uuid}`,
    uuid.replaceAll('-', ''),
    `${uuid}\n`,
    ` ${uuid}`,
    `${uuid}\0`,
    `${uuid}' OR '1'='1`,
    '../../etc/passwd',
    'g'.repeat(36),
    '\u0661'.repeat(36),
  ],
  date: [
    ...strings,
    1_795_000_000_000,
    '',
    'infinity',
    '-infinity',
    'now',
    '+294277-01-01T00:00:00.000Z',
    '294277-01-01T00:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '-000001-01-01T00:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
    '2026-02-29T00:00:00.000Z',
    '2026-13-01T00:00:00.000Z',
    '2026-11-22T25:00:00.000Z',
    '2026-11-22T10:00:00.000+02:00',
    '2026-11-22T10:00:00.000Z\0',
    '22/11/2026',
  ],
  choice: [...strings, '', 'ADMIN', 'constructor', '__proto__', 'todo\0'],
  text: [...strings, ...unkeepable],
  secret: [...strings, 'x'.repeat(120_000)],
  cursor: [
    ...strings,
    'x',
    'a.b',
    'a.b.c',
    '..',
    `${Buffer.from('["2026-11-22T10:00:00.000Z",1]').toString('base64url')}.x`,
    `${Buffer.from(JSON.stringify(['2026-11-22T10:00:00.000Z', uuid])).toString('base64url')}.`,
    'é'.repeat(3000),
    'a\0b.c',
  ],
  limit: ['10', -1, 0, 1.5, 1e9, 1e308, true, {}, [10]],
  whole: ['1', 1.5, -1, 2 ** 53, 1e308, true, {}, [1]],
  // Whoever speaks another one is told to upgrade.
  protocol: ['2', 1.5, true, {}, [2]],
  flag: ['true', 1, 0, {}, []],
  anything: [],
}

/** An input with one thing wrong. */
export interface Spoiled {
  /** What is wrong, for whoever reads that it was let through. */
  what: string
  /** As it is sent: `__proto__` is a name here like any other. */
  json: string
}

const at = (value: unknown, path: Place['path'], change: (old: unknown) => unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((item, i) => (i === key ? at(item, rest, change) : item))
  const fields = value as Record<string, unknown>
  return { ...fields, [key]: at(fields[key], rest, change) }
}

/** An input with another value at a place. */
export const putAt = (value: unknown, path: Place['path'], put: unknown): unknown =>
  at(value, path, () => put)

const withField = (old: unknown, name: string): unknown => {
  const fields = Object.entries(old as object)
  // As JSON.parse makes it: an own property, whatever its name.
  return Object.assign(Object.create(null), Object.fromEntries(fields), {
    [name]: name === 'version' ? 1 : true,
  })
}

const toJson = (value: unknown): string => JSON.stringify(value)

/** Every way to spoil an input at one place. */
export const spoiledAt = (
  value: unknown,
  { path, kind, nullable, fields: named }: Place,
): Spoiled[] => {
  const where = path.join('.')
  const wrong = nullable
    ? wrongAt[kind]
    : [...wrongAt[kind], ...(kind === 'anything' ? [] : [null])]
  const values = wrong.map((bad) => ({
    what: `${where} = ${toJson(bad).slice(0, 80)}`,
    json: toJson(at(value, path, () => bad)),
  }))
  if (kind !== 'object') return values
  const fields = FOREIGN_FIELDS.filter((name) => !named.includes(name)).map((name) => ({
    what: `${where}.${name}`,
    json: toJson(at(value, path, (old) => withField(old, name))),
  }))
  return [...values, ...fields]
}
