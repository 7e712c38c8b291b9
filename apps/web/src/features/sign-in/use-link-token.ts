import { useLocation } from '@tanstack/react-router'
import { useLayoutEffect, useState } from 'react'

const tokenIn = (hash: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get('token')

/**
 * The secret that a mailed link carries in its fragment, so that no server and no log ever sees it.
 * It leaves the address bar, and the history with it, before the page is drawn.
 * @param path of the page that it is meant for: another may still be shown when it comes
 */
export function useLinkToken(path: '/verify' | '/reset' | '/invitation'): string | null {
  const hash = useLocation({ select: (at) => (at.pathname === path ? at.hash : '') })
  const [token, setToken] = useState(() => tokenIn(location.hash))
  useLayoutEffect(() => {
    const found = tokenIn(hash)
    if (found === null) return
    setToken(found)
    history.replaceState(history.state, '', location.pathname)
  }, [hash])
  return token
}
