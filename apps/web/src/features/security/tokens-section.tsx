import { useQuery } from '@tanstack/react-query'
import { CircleAlert, Plus, Trash2, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { tell } from '../../components/toast.ts'
import { currentWiring } from '../../wiring/account.ts'
import { api, queryClient } from '../../wiring/api.ts'
import { Failure } from '../sign-in/entry-page.tsx'
import { useRequest } from '../sign-in/use-request.ts'
import { useMoment } from '../tasks/moment.tsx'
import { CopyButton } from './copy-button.tsx'
import { Loading } from './loading.tsx'
import { NewToken } from './new-token.tsx'
import { Section } from './section.tsx'
import { daysUntil, whenText } from './when-text.ts'

interface Made {
  name: string
  token: string
}

/** Days before its end from which a token is marked. */
const SOON = 7

const refresh = () => queryClient.invalidateQueries(api.tokens.pathFilter())

/** Tokens that stand for the person in programs. */
export function TokensSection() {
  const { data, error, isFetching, refetch } = useQuery(
    { ...api.tokens.list.queryOptions(), retry: false },
    queryClient,
  )
  const [adding, setAdding] = useState(false)
  const [made, setMade] = useState<Made>()
  const tokens = data?.tokens

  return (
    <Section
      title="Access tokens"
      note="For scripts and the command line."
      action={
        tokens ? (
          <Button size="small" icon={Plus} onClick={() => setAdding(true)}>
            New token
          </Button>
        ) : null
      }
    >
      {made ? <Once {...made} /> : null}
      {tokens === undefined ? (
        <Loading error={error} asking={isFetching} onRetry={() => void refetch()} />
      ) : tokens.length === 0 ? (
        <p className="security-state">None yet. A token acts as you, within what you let it do.</p>
      ) : (
        <table className="tokens">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">May</th>
              <th scope="col" className="wide">
                Last used
              </th>
              <th scope="col">Expires</th>
              <th scope="col">
                <span className="visually-hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {tokens.map((token) => (
              <TokenLine key={token.id} {...token} />
            ))}
          </tbody>
        </table>
      )}
      {adding ? (
        <NewToken
          onMade={(token) => {
            setMade(token)
            setAdding(false)
            void refresh()
          }}
          onClose={() => setAdding(false)}
        />
      ) : null}
    </Section>
  )
}

/** The token itself, which nobody can show again. */
function Once({ name, token }: Made) {
  const code = useRef<HTMLElement>(null)
  useEffect(() => {
    code.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <div className="once" role="status">
      <CircleAlert />
      <div>
        <p>
          <b>Copy “{name}” now.</b> It is not shown again.
        </p>
        <code ref={code}>{token}</code>
      </div>
      <CopyButton text={token} look="primary" size="small" />
    </div>
  )
}

interface TokenLineProps {
  id: string
  name: string
  scopes: readonly string[]
  lastUsedAt: string | null
  expiresAt: string
}

function TokenLine({ id, name, scopes, lastUsedAt, expiresAt }: TokenLineProps) {
  const moment = useMoment()
  const [asking, setAsking] = useState(false)
  const cancel = useRef<HTMLButtonElement>(null)
  const { busy, run, problem } = useRequest()
  useEffect(() => {
    if (asking) cancel.current?.focus()
  }, [asking])
  const revoke = () =>
    run(async () => {
      await currentWiring().api.tokens.revoke.mutate({ id })
      await refresh()
      tell({ text: `${name} is revoked` })
    })
  const days = daysUntil(expiresAt, moment.now)
  const soon = days < SOON
  return (
    <tr>
      <td dir="auto">
        {name}
        {problem ? <Failure>{problem.text}</Failure> : null}
      </td>
      <td>{scopes.join(', ')}</td>
      <td className="wide">{lastUsedAt ? whenText(lastUsedAt, moment) : 'never'}</td>
      <td className={soon ? 'soon' : ''}>
        {soon ? <TriangleAlert /> : null}
        {soon ? endText(days) : whenText(expiresAt, moment)}
      </td>
      <td>
        {asking ? (
          <>
            <Button size="small" look="quiet" ref={cancel} onClick={() => setAsking(false)}>
              Cancel
            </Button>{' '}
            <Button
              size="small"
              look="destroys"
              busy={busy}
              aria-label={`Revoke ${name}, for good`}
              onClick={() => void revoke()}
            >
              Revoke
            </Button>
          </>
        ) : (
          <IconButton icon={Trash2} label={`Revoke ${name}`} onClick={() => setAsking(true)} />
        )}
      </td>
    </tr>
  )
}

function endText(days: number): string {
  if (days === 0) return 'within a day'
  return days === 1 ? 'in a day' : `in ${days} days`
}
