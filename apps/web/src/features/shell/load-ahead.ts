/** What a person is likely to need next, loaded while nothing else happens after the first paint. */
export function loadAhead(): void {
  const load = () => {
    void import('../tasks/quick-add/quick-add.tsx')
    void import('../tasks/due/find-due.ts')
    void import('../tasks/panel/task-panel.tsx')
    void import('../tasks/pickers/picker-host.tsx')
  }
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 5_000 })
  else setTimeout(load, 1_000)
}
