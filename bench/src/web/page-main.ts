// The page that the browser measures in: a real device of the web app, and a list of what is open.
import { type Grant, type Live, openWebDevice, openWebSession } from '@holdfast/client'
import { type ProjectId, type Task, TaskTitle } from '@holdfast/domain'
import { taskId } from '../bench-task.ts'
import { DeviceClient } from '../product/drive-device.ts'
import type { Opened } from '../worker/adapter.ts'
import { openLimits } from './indexeddb-limits.ts'

/** Rows that a screen shows. */
const SHOWN = 50

export interface PageOptions {
  grant: Grant
  projectId: ProjectId
  n: number
}

const now = (): number => performance.now()

/** Settles after the frame in which what is in the document now is painted. */
const painted = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => resolve()
      port2.postMessage(null)
    })
  })

/** Settles when a live value is as wanted. */
const until = <T>(live: Live<T>, isWanted: (value: T) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => {
      if (!isWanted(live.get())) return
      stop()
      resolve()
    }
    const stop = live.subscribe(look)
    look()
  })

const draw = (tasks: readonly Task[]): void => {
  const rows = tasks.slice(0, SHOWN).map((task) => {
    const row = document.createElement('li')
    row.textContent = `${task.title} ${task.dueDate ?? ''}`
    return row
  })
  document.querySelector('#list')?.replaceChildren(...rows)
}

const openPage = async ({ grant, projectId, n }: PageOptions) => {
  const from = now()
  const session = openWebSession({ url: '' })
  session.signedIn(grant)
  const device = await openWebDevice({ url: '', session, userId: grant.user.id })
  const driven = new DeviceClient(device, { projectId, n, now })
  const list = device.queries.tasks({ project: projectId, open: true, sort: 'manual' })
  const drawn = Promise.withResolvers<number>()
  const look = () => {
    if (list.get().length < SHOWN) return
    draw(list.get())
    void painted().then(() => drawn.resolve(now()))
  }
  const stop = list.subscribe(look)
  look()
  const drawnAt = await drawn.promise
  stop()
  let shows = false
  list.subscribe(() => shows && draw(list.get()))
  const { allAt, rows }: Opened = await driven.opened
  const times = { drawnMs: drawnAt - from, ms: allAt - from, rows }

  /** @returns how long until it is durable, in milliseconds, with nothing else to do */
  const write = async (task: number, title: string): Promise<number> => {
    const began = now()
    const { local, acked } = driven.write(taskId(task), TaskTitle.parse(title))
    await local
    const durableMs = now() - began
    await acked
    return durableMs
  }
  /** @returns how long until the list in the document shows it, in milliseconds */
  const draws = async (task: number, title: string): Promise<number> => {
    shows = true
    const began = now()
    const { acked } = driven.write(taskId(task), TaskTitle.parse(title))
    const drawnMs = now() - began
    shows = false
    await acked
    return drawnMs
  }
  /** @returns how long until the index was built */
  const openSearch = async (): Promise<number> => {
    const began = now()
    const texts = await device.search()
    const live = texts.tasks({ text: 'ready' })
    await until(live, (answer) => answer.isComplete)
    return now() - began
  }
  /** @returns how long each of these took to be answered, one after the other */
  const search = async (queries: readonly string[]): Promise<number[]> => {
    const texts = await device.search()
    const times: number[] = []
    for (const text of queries) {
      const began = now()
      await until(texts.tasks({ text }), (answer) => answer.isAnswered && answer.isComplete)
      times.push(now() - began)
      await new Promise((resolve) => setTimeout(resolve))
    }
    return times
  }
  return { times, openSearch, search, write, draws, close: () => device.close() }
}

const bench = { openPage, openLimits }

/** What the browser's driver finds. */
export type BenchPage = typeof bench

Object.assign(window, { bench })
