import type { Device } from '@holdfast/client'
import { create } from 'zustand'
import { forgetHistory } from '../actions/history.ts'
import { useTold } from '../components/toast.ts'
import { showQuickAdd } from '../features/shell/shell-state.ts'
import { forgetDraftsOf } from '../features/tasks/drafts/text-draft.ts'
import { resetList } from '../features/tasks/list-state.ts'
import { forgetLine } from '../features/tasks/quick-add/quick-add-draft.ts'
import { chooseWiring } from './choose-wiring.ts'
import type { Person, Wiring } from './wiring.ts'

interface Account {
  /** Null where nobody has worked on this device, or they have signed out. */
  device: Device | null
}

export const useAccount = create<Account>()(() => ({ device: null }))

let wiring: Wiring | undefined

/** Made when it is first asked for: a screen's code may be loaded before the app has started. */
export function currentWiring(): Wiring {
  wiring ??= chooseWiring()
  return wiring
}

let known: Person | null = null

/** Who works here, as far as this device remembers. */
export function rememberedPerson(): Person | null {
  return known
}

let started: Promise<void> | undefined

/** Opens the work of whoever was here last: no session and no network is needed for it. */
export function start(): Promise<void> {
  started ??= openLast().catch((error: unknown) => {
    started = undefined
    throw error
  })
  return started
}

async function openLast(): Promise<void> {
  const { lastPerson, open, onOtherPerson } = currentWiring()
  known = await lastPerson()
  if (known) useAccount.setState({ device: await open(known.userId) })
  onOtherPerson?.((person) => void follow(person))
}

let tellFollowed: () => void = () => undefined

/** @param told when this tab now belongs to another person, or to nobody: its address may not */
export function whenFollowed(told: () => void): void {
  tellFollowed = told
}

/** Takes in what the server answered to signing in, and opens that person's work. @param grant as it came */
export async function enter(grant: unknown): Promise<void> {
  await become(currentWiring().admit(grant))
}

/** The same person again goes on where they were; another one gets a store of their own. */
async function become(person: Person): Promise<void> {
  const { device } = useAccount.getState()
  known = person
  if (device?.userId === person.userId) {
    device.syncNow()
    return
  }
  await device?.close()
  forget()
  useAccount.setState({ device: await currentWiring().open(person.userId) })
}

/** Another tab signed the person of this one out, or somebody else in: nothing of theirs stays here. */
async function follow(person: Person | null): Promise<void> {
  const { device } = useAccount.getState()
  if (!device || person?.userId === device.userId) return
  known = person
  useAccount.setState({ device: null })
  forget()
  if (!person) tellFollowed()
  await device.close()
  if (!person) {
    forgetDraftsOf(device.userId)
    return
  }
  useAccount.setState({ device: await currentWiring().open(person.userId) })
  tellFollowed()
}

export async function signOut(): Promise<void> {
  const { device } = useAccount.getState()
  if (!device) return
  known = null
  useAccount.setState({ device: null })
  forget()
  await device.close()
  // Only now: closing the panel keeps what is being typed.
  forgetDraftsOf(device.userId)
  await currentWiring().signOut(device.userId)
}

function forget(): void {
  forgetHistory()
  forgetLine()
  showQuickAdd(false)
  resetList()
  useTold.setState({ told: null })
}
