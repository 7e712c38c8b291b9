// Before the first paint: the theme that this device last showed, without a fade. Kept apart from the
// app and not inline, so that the content security policy needs no exception.
;(() => {
  const root = document.documentElement
  const theme = localStorage.getItem('holdfast.theme') ?? 'system'
  const dark =
    theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  root.dataset.settling = ''
  requestAnimationFrame(() => requestAnimationFrame(() => delete root.dataset.settling))
})()
