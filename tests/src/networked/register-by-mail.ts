import { createHoldfastClient, sessionIn } from '@holdfast/client'
import { type MailServer, mailsTo } from '@holdfast/tooling/services'
import { vi } from 'vitest'

export const PASSWORD = 'correct horse battery staple'

/** An account at servers that send mails: made, and confirmed by the link that came. */
export const registerByMail = async (
  smtp: MailServer,
  url: string,
  { email, firstName }: { email: string; firstName: string },
) => {
  const { auth } = createHoldfastClient({ url })
  await auth.register.mutate({ email, password: PASSWORD, firstName, client: 'tool' })
  const token = await vi.waitUntil(
    async () => {
      const [mail] = await mailsTo(smtp, email)
      return /\/verify#token=([\w-]+)/.exec(mail?.parsed.text ?? '')?.[1]
    },
    { timeout: 45_000, interval: 100 },
  )
  return sessionIn(await auth.verifyEmail.mutate({ token, client: 'tool' }))
}
