import type { Device } from '@holdfast/client'
import { create } from 'zustand'
import { type Told, tell, tellRefusal } from '../components/toast.ts'
import { joinTyping, type Mutation, redoOf, type Step } from './step.ts'

const remembered = 100

interface History {
  done: readonly Step[]
  undone: readonly Step[]
}

/** What this window did, newest last. It is not kept over a reload; every value is in the record. */
export const useHistory = create<History>()(() => ({ done: [], undone: [] }))

/**
 * One refusal never blocks the others.
 * @returns when all that went through is durable, null where nothing did; and why the rest did not
 */
function run(
  device: Device,
  mutations: readonly Mutation[],
): { durable: Promise<unknown> | null; refusal: string | null } {
  const kept: Promise<void>[] = []
  const refusals: string[] = []
  for (const { name, args } of mutations) {
    try {
      kept.push(device.mutate(name, args).durable)
    } catch (error) {
      refusals.push(reasonOf(error))
    }
  }
  const part = kept.length > 0 ? `${refusals.length} of ${mutations.length} not done. ` : ''
  const refusal = refusals[0] === undefined ? null : part + refusals[0]
  if (kept.length === 0) return { durable: null, refusal }
  const durable = Promise.all(kept)
  // What the device could not keep stands in a banner until it can; here it is no second surprise.
  durable.catch(() => undefined)
  return { durable, refusal }
}

interface PerformOptions {
  /** For what is plain to see where it was done, such as a new title; it can be undone too. */
  quiet?: boolean
  /** Says why something was refused, where a toast would be the wrong place for it. */
  onRefusal?: (reason: string) => void
}

/**
 * Does a step, remembers the way back and offers it.
 * @returns when it is durable on this device; null where it was refused, and then the reason was told
 */
export function perform(
  device: Device,
  step: Step,
  { quiet = false, onRefusal = tellRefusal }: PerformOptions = {},
): Promise<unknown> | null {
  if (step.does.length === 0) return Promise.resolve()
  const { durable, refusal } = run(device, step.does)
  if (refusal !== null) onRefusal(refusal)
  if (!durable) return null
  useHistory.setState(({ done }) => {
    const joined = joinTyping(done.at(-1), step)
    const all = joined ? [...done.slice(0, -1), joined] : [...done, step]
    return { done: all.slice(-remembered), undone: [] }
  })
  // What was refused of it must not be told over.
  if (!quiet && refusal === null) tell({ text: step.label, undo: () => undoStep(device, step) })
  return durable
}

/** @returns whether any of it went through; what did not is told */
function runAndTell(device: Device, mutations: readonly Mutation[], told: Omit<Told, 'type'>) {
  const { durable, refusal } = run(device, mutations)
  if (refusal !== null) tellRefusal(refusal)
  else tell(told)
  return durable !== null
}

export function undoLast(device: Device): void {
  const step = useHistory.getState().done.at(-1)
  if (step) undoStep(device, step)
}

function undoStep(device: Device, step: Step): void {
  if (!useHistory.getState().done.includes(step)) return
  if (!runAndTell(device, step.undoes, { text: `Undone: ${step.label}` })) return
  useHistory.setState(({ done, undone }) => ({
    done: done.filter((other) => other !== step),
    undone: [...undone, step],
  }))
}

export function redoLast(device: Device): void {
  const step = useHistory.getState().undone.at(-1)
  if (!step) return
  const told = { text: `Done again: ${step.label}`, undo: () => undoStep(device, step) }
  if (!runAndTell(device, redoOf(step), told)) return
  useHistory.setState(({ done, undone }) => ({
    done: [...done, step],
    undone: undone.slice(0, -1),
  }))
}

/** Another person's history is none of ours. */
export function forgetHistory(): void {
  useHistory.setState({ done: [], undone: [] })
}

/** The sentence of an expected refusal; anything else is a bug and is thrown on. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AppError') return error.message
  if (error instanceof Error && error.name.includes('ZodError')) {
    return 'That value cannot be kept as it is. Nothing was changed.'
  }
  throw error
}
