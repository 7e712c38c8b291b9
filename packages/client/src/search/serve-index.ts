import type { FromIndex, ToIndex } from './index-port.ts'
import { fieldsOf } from './score.ts'
import { SegmentBuilder } from './segment.ts'
import { TextIndex } from './text-index.ts'

type Change = Extract<ToIndex, { type: 'change' }>

/** Lets other messages in. */
const breathe = () => new Promise((resolve) => setTimeout(resolve))

/**
 * An index behind messages.
 * @returns takes one message; what is told back goes through `tell`
 */
export const serveIndex = (tell: (message: FromIndex) => void): ((message: ToIndex) => void) => {
  let builder: SegmentBuilder | null = new SegmentBuilder()
  let index = new TextIndex()
  let isMerging = false

  const change = ({ docs, removed }: Change): void => {
    // First what goes: its number may be another's by now.
    for (const number of removed) index.remove(number)
    for (const { number, ...doc } of docs) index.put(number, doc)
  }

  const merge = async (): Promise<void> => {
    isMerging = true
    while (index.isMergeDue) for (const _ of index.merge()) await breathe()
    isMerging = false
  }

  const early: Change[] = []
  return (message) => {
    switch (message.type) {
      case 'add':
        for (const doc of message.docs) builder?.add({ ...doc, fields: fieldsOf(doc) })
        tell({ type: 'taken' })
        break
      case 'build':
        if (builder) index = new TextIndex(builder.build())
        builder = null
        for (const one of early.splice(0)) change(one)
        tell({ type: 'ready' })
        break
      case 'change':
        if (builder) early.push(message)
        else change(message)
        break
      case 'search':
        tell({ type: 'found', id: message.id, numbers: index.search(message.query) })
        break
    }
    if (!isMerging && index.isMergeDue) void merge()
  }
}
