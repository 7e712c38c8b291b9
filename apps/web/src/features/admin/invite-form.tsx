import { Email } from '@holdfast/domain'
import { Copy, Link2, MailPlus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { tell, tellRefusal } from '../../components/toast.ts'
import { invite } from './invite.ts'
import { refusalText } from './refusal-text.ts'

/** Asks for an address and invites it. Where the server sends no mail, the link is to be handed over. */
export function InviteForm() {
  const [email, setEmail] = useState('')
  const [error, setError] = useState<string>()
  const [busy, setBusy] = useState(false)
  const [link, setLink] = useState<{ email: string; href: string }>()

  async function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = Email.safeParse(email.trim())
    if (!parsed.success) {
      setError('Write an e-mail address, such as ada@example.org.')
      return
    }
    setBusy(true)
    try {
      const href = await invite(parsed.data)
      setLink(href ? { email: parsed.data, href } : undefined)
      setEmail('')
      tell({ text: `${parsed.data} is invited` })
    } catch (failure) {
      setError(refusalText(failure, 'Nobody was invited.'))
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="admin-tools">
      <form className="invite" noValidate onSubmit={submit}>
        <Field
          label="E-mail address"
          type="email"
          value={email}
          maxLength={254}
          autoComplete="off"
          error={error}
          onChange={(event) => {
            setEmail(event.target.value)
            setError(undefined)
          }}
        />
        <Button type="submit" look="primary" icon={MailPlus} busy={busy}>
          Invite
        </Button>
      </form>
      {link ? (
        <Banner
          icon={Link2}
          look="plain"
          actions={
            <Button size="small" icon={Copy} onClick={() => void copy(link.href)}>
              Copy link
            </Button>
          }
        >
          This server sends no mail. Give {link.email} this link: <code>{link.href}</code>
        </Banner>
      ) : null}
    </div>
  )
}

async function copy(href: string) {
  try {
    await navigator.clipboard.writeText(href)
    tell({ text: 'Link copied' })
  } catch {
    tellRefusal('The browser did not let the link be copied. Select it and copy it yourself.')
  }
}
