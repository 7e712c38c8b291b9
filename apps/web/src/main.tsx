import './theme/index.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { watchForUpdates } from './features/shell/update.ts'
import { router } from './router.tsx'
import { followSystemTheme } from './theme/theme.ts'
import { wiring } from './wiring/account.ts'
import { ApiProvider } from './wiring/api.ts'

const root = document.getElementById('root')
if (!root) throw new Error('the page has no element for the app')

const { api } = await wiring()
const queryClient = new QueryClient({ defaultOptions: { queries: { networkMode: 'always' } } })

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <ApiProvider trpcClient={api} queryClient={queryClient}>
        <RouterProvider router={router} />
      </ApiProvider>
    </QueryClientProvider>
  </StrictMode>,
)

followSystemTheme()
void watchForUpdates()
