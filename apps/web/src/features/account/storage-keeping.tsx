import { useEffect, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { bytesText } from './bytes-text.ts'

/** `unsupported`: this browser does not say, and cannot be asked. `denied`: it was asked, in vain. */
type Keeping = 'kept' | 'unsure' | 'denied' | 'unsupported'

const notes: Record<Keeping, string> = {
  kept: 'This browser keeps your work until you sign out or clear it yourself.',
  unsure: 'This browser may clear your work when its disk runs full. What is sent is safe.',
  denied:
    'The browser did not agree. Install Holdfast as an app, or bookmark it and use it for a while, then ask again. What is sent is safe.',
  unsupported:
    'This browser cannot promise to keep your work. What is sent is safe: send before you leave it for long.',
}

/** Whether the browser may take the work on this device away, and how much room that takes. */
export function StorageKeeping() {
  const [keeping, setKeeping] = useState<Keeping>()
  const [used, setUsed] = useState<string>()
  useEffect(() => {
    void storageKeeping().then(setKeeping)
    void storageUse().then(setUsed)
  }, [])
  if (window.holdfast || !keeping) return null

  async function ask() {
    const kept = await navigator.storage.persist()
    setKeeping(kept ? 'kept' : 'denied')
  }

  return (
    <section className="setting" id="storage" aria-labelledby="storage-head">
      <h2 id="storage-head">Sync and storage</h2>
      <div className="setting-line">
        <div role="status">
          <p>{keeping === 'kept' ? 'Storage is kept' : 'Storage may be cleared'}</p>
          <small>
            {notes[keeping]} {used}
          </small>
        </div>
        {keeping === 'unsure' || keeping === 'denied' ? (
          <Button onClick={() => void ask()}>
            {keeping === 'denied' ? 'Ask again' : 'Keep storage'}
          </Button>
        ) : null}
      </div>
    </section>
  )
}

async function storageKeeping(): Promise<Keeping> {
  // Not there outside secure contexts and in old browsers.
  if (!navigator.storage?.persisted) return 'unsupported'
  return (await navigator.storage.persisted()) ? 'kept' : 'unsure'
}

async function storageUse(): Promise<string | undefined> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {}
  if (usage === undefined || !quota) return undefined
  return `${bytesText(usage)} of ${bytesText(quota)} used.`
}
