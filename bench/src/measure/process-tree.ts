import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of one tick of /proc/<pid>/stat. */
const TICK_MS = 10

/** Undefined when the process is gone. */
const fieldsOf = (pid: number): string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in brackets, may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** A process and everything it started that still runs, without the branches that begin in `except`. */
export const processTree = (root: number, except: readonly number[] = []): number[] => {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(fieldsOf(Number(name))?.[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const walk = (pid: number): number[] =>
    except.includes(pid) ? [] : [pid, ...(children.get(pid) ?? []).flatMap(walk)]
  return walk(root)
}

/** Processor time that processes have used, in milliseconds, with a resolution of ten. */
export const cpuMs = (pids: readonly number[]): number => {
  const ticks = pids.map((pid) => {
    const fields = fieldsOf(pid)
    return Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0)
  })
  return ticks.reduce((sum, own) => sum + own, 0) * TICK_MS
}

/** The same for one process and all that it started and that has ended since. */
export const cpuWithEndedMs = (pid: number): number => {
  const counts = fieldsOf(pid)?.slice(11, 15).map(Number) ?? []
  return counts.reduce((sum, ticks) => sum + ticks, 0) * TICK_MS
}

/** Memory of processes in MiB, what they share counted in proportion (PSS). */
export const memoryMiB = (pids: readonly number[]): number => {
  const kib = pids.map((pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0)
    } catch {
      return 0
    }
  })
  return kib.reduce((sum, own) => sum + own, 0) / 1024
}
