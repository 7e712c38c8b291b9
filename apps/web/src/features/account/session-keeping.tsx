import type { SessionKeeping as Keeping } from '@holdfast/client/desktop'
import { useEffect, useState } from 'react'

const notes: Record<Keeping, string | null> = {
  keyring: null,
  file: 'This computer has no keyring. What keeps you signed in is in a file that only your account on it may read.',
  memory:
    'This computer cannot encrypt what would keep you signed in, so it is not kept: you sign in at every start. Your work is kept all the same.',
}

/** Says how the desktop app keeps the session, where that is not as it should be. */
export function SessionKeeping() {
  const [keeping, setKeeping] = useState<Keeping>('keyring')
  useEffect(() => {
    void window.holdfast?.session.keeping().then(setKeeping)
  }, [])
  const note = notes[keeping]
  if (!note) return null
  return (
    <section className="setting" aria-labelledby="session">
      <h2 id="session">Session</h2>
      <p>{note}</p>
    </section>
  )
}
