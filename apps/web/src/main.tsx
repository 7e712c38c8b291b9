import './wiring/without-eval.ts'
import './theme/index.css'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './router.tsx'
import { followSystemTheme } from './theme/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no element for the app')

createRoot(root).render(
  <StrictMode>
    <RouterProvider router={router} />
  </StrictMode>,
)

followSystemTheme()
void import('./features/shell/update.ts').then(({ watchForUpdates }) => watchForUpdates())
