import type { Account } from './admin-types.ts'

const statusMarks = {
  active: null,
  inactive: { look: 'warn', text: 'not confirmed' },
  suspended: { look: 'danger', text: 'suspended' },
  deleted: null,
} as const

/** What is out of the ordinary about an account, in words. */
export function AccountMarks({ account, self }: { account: Account; self: boolean }) {
  const status = statusMarks[account.status]
  return (
    <>
      {self ? <span className="mark">you</span> : null}
      {account.admin ? <span className="mark accent">admin</span> : null}
      {status ? <span className={`mark ${status.look}`}>{status.text}</span> : null}
      {account.secondFactor ? <span className="mark ok">second factor</span> : null}
    </>
  )
}
