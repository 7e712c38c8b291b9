import { PROTOCOL, PullRequest, PushRequest } from '@holdfast/sync'
import { z } from 'zod'

/** What stands at a place of an input, as far as it decides what would be wrong there. */
export type Kind =
  | 'object'
  | 'array'
  | 'id'
  | 'date'
  | 'choice'
  | 'text'
  | 'secret'
  | 'cursor'
  | 'limit'
  | 'whole'
  | 'protocol'
  | 'flag'
  | 'anything'

/** A place of an input, named by the way to it. */
export interface Place {
  path: readonly (string | number)[]
  kind: Kind
  nullable: boolean
  /** Of an object: all that it may have. */
  fields: readonly string[]
}

/** As `z.toJSONSchema` writes it, as far as it is read here. */
interface Shape {
  type?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Shape>
  additionalProperties?: Shape | boolean
  items?: Shape
  anyOf?: Shape[]
  oneOf?: Shape[]
}

/** What a value of a name is where its shape alone does not say. */
const samples: Readonly<Record<string, unknown>> = {
  email: 'somebody@example.org',
  password: 'nobody has this password here',
  currentPassword: 'nobody has this password here',
  newPassword: 'another correct horse battery',
  timezone: 'UTC',
  language: 'en',
  orderKey: 'a1',
  file: { id: 'board', name: 'Board', lists: [], cards: [] },
}
const secrets = /password|token|ticket|code|setup|invitation|secret|challenge|epoch|^after$/i

/** The shape of what a procedure or a mutation takes. */
export const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape

/** Of procedures that parse by a function of their own. */
const wire: Readonly<Record<string, z.ZodType>> = {
  'sync.push': PushRequest,
  'sync.pull': PullRequest,
}

/** Everything that a procedure takes; undefined where it takes nothing. */
export const schemaOf = (path: string, inputs: readonly unknown[]): z.ZodType | undefined =>
  wire[path] ?? (inputs[0] as z.ZodType | undefined)

const isId = ({ pattern }: Shape): boolean => pattern?.startsWith('^[0-9a-f]{8}-') ?? false

const kindOf = (name: string, shape: Shape): Kind => {
  if (name === 'cursor' || name === 'protocol') return name
  if (shape.const !== undefined || shape.enum) return 'choice'
  if (shape.type === 'object') return 'object'
  if (shape.type === 'array') return 'array'
  if (shape.type === 'boolean') return 'flag'
  if (shape.type === 'integer' || shape.type === 'number')
    return name === 'limit' ? 'limit' : 'whole'
  if (shape.type !== 'string') return 'anything'
  if (shape.format === 'date-time') return 'date'
  if (isId(shape)) return 'id'
  return secrets.test(name) ? 'secret' : 'text'
}

/** A value and the places in it. */
export interface Sample {
  value: unknown
  places: Place[]
}

type Named = (name: string) => string

const leaf = (name: string, shape: Shape, idOf: Named): unknown => {
  if (name in samples) return samples[name]
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.type === 'boolean') return true
  if (shape.type === 'integer' || shape.type === 'number') return name === 'protocol' ? PROTOCOL : 1
  if (shape.type !== 'string') return {}
  if (shape.format === 'date-time') return '2026-11-22T10:00:00.000Z'
  return isId(shape) ? idOf(name) : 'beans'
}

/**
 * A value of a shape that names everything that may be named, with its places.
 * @param idOf an id for what a property is called
 */
export const sampleOf = (
  shape: Shape,
  idOf: Named,
  name = '',
  path: Place['path'] = [],
): Sample => {
  const choices = shape.anyOf ?? shape.oneOf
  if (choices) {
    const nullable = choices.some(({ type }) => type === 'null')
    const [chosen = {}] = choices.filter(({ type }) => type !== 'null')
    const { value, places } = sampleOf(chosen, idOf, name, path)
    const [own, ...rest] = places
    return { value, places: own ? [{ ...own, nullable }, ...rest] : rest }
  }
  const kind = kindOf(name, shape)
  const own: Place = { path, kind, nullable: false, fields: Object.keys(shape.properties ?? {}) }
  if (kind === 'cursor') return { value: undefined, places: [{ ...own, nullable: true }] }
  if (kind === 'object' && shape.properties) {
    const parts = Object.entries(shape.properties).map(
      ([key, part]) => [key, sampleOf(part, idOf, key, [...path, key])] as const,
    )
    const value = Object.fromEntries(parts.map(([key, part]) => [key, part.value]))
    return { value, places: [own, ...parts.flatMap(([, part]) => part.places)] }
  }
  if (kind === 'object') return { value: {}, places: [{ ...own, kind: 'anything' }] }
  if (kind === 'array' && shape.items) {
    const item = sampleOf(shape.items, idOf, name, [...path, 0])
    return { value: [item.value], places: [own, ...item.places] }
  }
  return { value: leaf(name, shape, idOf), places: [own] }
}
