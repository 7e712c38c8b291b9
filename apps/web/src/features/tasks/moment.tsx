import { useMe } from '@holdfast/client/react'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Moment } from './due/due-label.ts'

const minute = 60_000

/** The browser's own way of writing dates, where it speaks the person's language. */
function localeFor(language: string | undefined): string {
  if (!language) return navigator.language
  return navigator.language.split('-')[0] === language.split('-')[0] ? navigator.language : language
}

const Context = createContext<Moment | null>(null)

/** Now, to the minute, in the person's time zone and language. */
export function useMoment(): Moment {
  const moment = useContext(Context)
  if (!moment) throw new Error('useMoment needs a MomentProvider')
  return moment
}

export function MomentProvider({ children }: { children: ReactNode }) {
  const me = useMe()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const tick = () => setNow(new Date())
    const timer = setInterval(tick, minute)
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [])
  const timeZone = me?.profile.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const locale = localeFor(me?.profile.language)
  const moment = useMemo(() => ({ now, timeZone, locale }), [now, timeZone, locale])
  return <Context value={moment}>{children}</Context>
}
