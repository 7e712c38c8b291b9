import { existsSync, renameSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Wreck } from './disk.ts'
import { isDiskState, isOutboxEntry, isSentEntry, parsed } from './torn.ts'

/** What can still be read, row by row, of a file that SQLite finds damaged. */
export const salvage = (file: string): Wreck => {
  const wreck: Wreck = { state: undefined, outbox: [], sent: [], pieces: [] }
  const db = new DatabaseSync(file, { defensive: false })
  for (const text of readable(db, 'state', 'one', 'state')) {
    const state = parsed(text)
    if (isDiskState(state)) wreck.state = state
    else wreck.pieces.push(text)
  }
  for (const text of readable(db, 'outbox', 'id', 'entry')) {
    const entry = parsed(text)
    if (isOutboxEntry(entry)) wreck.outbox.push(entry)
    else wreck.pieces.push(text)
  }
  for (const text of readable(db, 'sent', 'id', "json_object('at', at, 'entry', json(entry))")) {
    const one = parsed(text)
    if (isSentEntry(one)) wreck.sent.push(one)
  }
  wreck.pieces.push(...readable(db, 'torn', 'n', 'piece'))
  db.close()
  return wreck
}

/** Moves a file away whole, for whoever knows more of such things. */
export const setAside = (file: string): void => {
  const name = `${file}.torn-${Date.now()}`
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, name + suffix)
}

/** From both ends, each as far as the damage lets it. */
const readable = (db: DatabaseSync, table: string, key: string, text: string): string[] => {
  const found = new Map<number, string>()
  const read = (order: 'ASC' | 'DESC'): boolean => {
    try {
      // A file that is shorter than it says is read all the same.
      db.exec('PRAGMA writable_schema = ON')
      const sql = `SELECT ${key} AS key, ${text} AS text FROM ${table} ORDER BY ${key} ${order}`
      for (const row of db.prepare(sql).iterate()) found.set(Number(row.key), String(row.text))
      return true
    } catch {
      return false
    }
  }
  if (!read('ASC')) read('DESC')
  return [...found].sort(([a], [b]) => a - b).map(([, value]) => value)
}
