import { CloudOff } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { accountProblem } from '../sign-in/account-problem.ts'

interface LoadingProps {
  error: unknown
  asking: boolean
  onRetry: () => void
}

/** In place of what only the server knows, until it has said. */
export function Loading({ error, asking, onRetry }: LoadingProps) {
  if (!error) return <p className="security-state">Asking the server…</p>
  return (
    <div className="security-state" role="status">
      <CloudOff />
      <span>{accountProblem(error).text}</span>
      <Button size="small" busy={asking} onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}
