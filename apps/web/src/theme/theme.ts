import type { Theme } from '@holdfast/domain'

/** Read by public/theme.js before the first paint; keep the two in step. */
const themeKey = 'holdfast.theme'

const dark = matchMedia('(prefers-color-scheme: dark)')

/** Shows a theme now and at the next start. */
export function applyTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme)
  show(theme)
}

function show(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute('content', getComputedStyle(document.body).backgroundColor)
}

/** Goes along when the system turns light or dark. */
export function followSystemTheme(): void {
  dark.addEventListener('change', () => {
    if ((localStorage.getItem(themeKey) ?? 'system') === 'system') show('system')
  })
}
