import { type Spoiled, spoiledAt } from './bad-inputs.ts'
import type { Identity } from './identities.ts'
import { type Sample, sampleOf, schemaOf, shapeOf } from './places.ts'
import { rules } from './rules.ts'
import { procedures } from './security-world.ts'

/** Ids of what is there and is the caller’s. */
export interface Held {
  project: string
  task: string
  notification: string
  /** Of the caller. */
  owner: string
}

/** So that an input that is let through changes something. */
export const idIn =
  (held: Held, path: string) =>
  (name: string): string => {
    if (/project/i.test(name)) return held.project
    if (/assign|user|created|actor|member/i.test(name)) return held.owner
    if (path.startsWith('projects.') || path.includes('project')) return held.project
    if (path.startsWith('notifications.')) return held.notification
    return held.task
  }

/** A bad input, and whose it is. */
export interface Asked {
  path: string
  isQuery: boolean
  who: Identity
  spoil: Spoiled
}

/** As whom a procedure is asked: what is open to anybody is asked by nobody. */
export const askerOf = (path: string): Identity => {
  const answers = rules[path]?.[0]?.answers
  if (answers?.stranger !== 'unauthenticated') return 'stranger'
  return answers.owner === 'forbidden' ? 'admin' : 'owner'
}

/** Every procedure that takes something, with what it takes. */
export const takesInput = Object.entries(procedures).flatMap(([path, { _def }]) => {
  const schema = schemaOf(path, _def.inputs)
  return schema ? [{ path, schema, isQuery: _def.type === 'query' }] : []
})

type Taken = (typeof takesInput)[number]

/** An input that names all that may be named, with its places. */
export const sampleFor = ({ path, schema }: Pick<Taken, 'path' | 'schema'>, held: Held): Sample =>
  sampleOf(shapeOf(schema), idIn(held, path))

const spoiledOf = (taken: Taken, held: Held): Asked[] => {
  const { path, isQuery } = taken
  const { value, places } = sampleFor(taken, held)
  return places
    .flatMap((place) => spoiledAt(value, place))
    .map((spoil) => ({ path, isQuery, who: askerOf(path), spoil }))
}

/** Every procedure with every place of its input spoiled in every way. */
export const everyBadInput = (held: Held): Asked[] =>
  takesInput.flatMap((taken) => spoiledOf(taken, held))
