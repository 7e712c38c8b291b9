import { mailsTo, type Smtp, startSmtp } from '@holdfast/tooling/services'
import { expect } from 'vitest'
import { SystemServer } from '../system/system-server.ts'

/**
 * A real server that sends real mail, opened by name: browsers make no passkeys for an address of
 * numbers.
 */
export class MailedServer implements AsyncDisposable {
  readonly url: string
  readonly #smtp: Smtp
  readonly #server: SystemServer

  private constructor(smtp: Smtp, server: SystemServer) {
    this.#smtp = smtp
    this.#server = server
    this.url = `http://localhost:${new URL(server.url).port}`
  }

  /** @param env beside what sends mail */
  static async start(env: Record<string, string> = {}): Promise<MailedServer> {
    const smtp = await startSmtp()
    const server = await SystemServer.start((port) => ({
      ...env,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'holdfast@example.org',
      HOLDFAST_URL: `http://localhost:${port}`,
    }))
    return new MailedServer(smtp, server)
  }

  /** The link out of the newest mail to somebody that leads to a page, once there are so many such mails. */
  async link(page: 'verify' | 'reset' | 'invitation', address: string, count = 1): Promise<string> {
    let links: string[] = []
    await expect
      .poll(async () => {
        const mails = await mailsTo(this.#smtp, address)
        const pattern = new RegExp(`${this.url}/${page}#token=[\\w-]+`)
        links = mails.flatMap(({ parsed }) => pattern.exec(parsed.text ?? '')?.[0] ?? [])
        return links.length
      })
      .toBeGreaterThanOrEqual(count)
    return links.at(-1) ?? ''
  }

  /** What the mails to somebody are about, once one of them is about this. */
  async subjects(address: string, one: RegExp): Promise<string[]> {
    let subjects: string[] = []
    await expect
      .poll(async () => {
        const mails = await mailsTo(this.#smtp, address)
        subjects = mails.map(({ parsed }) => parsed.subject ?? '')
        return subjects.join('\n')
      })
      .toMatch(one)
    return subjects
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server[Symbol.asyncDispose]()
    await this.#smtp[Symbol.asyncDispose]()
  }
}
