import type { Browser, BrowserContext, Page } from 'playwright'

/** What somebody says that they are called. */
export interface Name {
  firstName: string
  lastName?: string
}

/** Somebody at a browser of their own, who handles accounts through the screens. */
export class Visitor implements AsyncDisposable {
  readonly page: Page
  readonly url: string
  readonly #context: BrowserContext

  constructor(context: BrowserContext, page: Page, url: string) {
    this.#context = context
    this.page = page
    this.url = url
  }

  /** @param size a tall screen shows a whole list, which else draws only what is in sight */
  static async sitDown<V extends Visitor>(
    this: new (
      context: BrowserContext,
      page: Page,
      url: string,
    ) => V,
    browser: Browser,
    url: string,
    size = { width: 1440, height: 900 },
  ): Promise<V> {
    const context = await browser.newContext({ viewport: size })
    return new this(context, await context.newPage(), url)
  }

  open(path: string): Promise<unknown> {
    return this.page.goto(this.url + path)
  }

  heading(name: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { name, level: 1 }).waitFor()
  }

  /** Waits until the app is there. */
  isIn(): Promise<void> {
    return this.heading('All tasks')
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click()
  }

  write(label: string, text: string): Promise<void> {
    return this.page.getByRole('textbox', { name: label, exact: true }).fill(text)
  }

  /** Fields that hide what is written are no text boxes. */
  writePassword(label: string, text: string): Promise<void> {
    return this.page.getByLabel(label, { exact: true }).fill(text)
  }

  async register(
    email: string,
    password: string,
    { firstName, lastName }: Name = { firstName: 'Ada' },
  ): Promise<void> {
    await this.open('/register')
    await this.write('First name', firstName)
    if (lastName !== undefined) await this.write('Last name', lastName)
    await this.write('E-mail', email)
    await this.writePassword('Password', password)
    await this.press('Create account')
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.open('/sign-in')
    await this.write('E-mail', email)
    await this.writePassword('Password', password)
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  async openSecurity(): Promise<void> {
    await this.open('/settings/security')
    await this.heading('Security')
  }

  dialog(name: string) {
    return this.page.getByRole('dialog', { name })
  }

  /** Gives the password that a dialog asks for, and sends the dialog. */
  async prove(password: string): Promise<void> {
    await this.page.getByLabel('Your password', { exact: true }).fill(password)
    await this.page.keyboard.press('Enter')
  }

  /** A device that makes passkeys without asking anybody. */
  async plugInAuthenticator(): Promise<void> {
    const cdp = await this.#context.newCDPSession(this.page)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  }

  /**
   * The browser does not suggest passkeys by itself from now on: an authenticator that asks nobody
   * would take the first suggestion.
   * @returns has it suggest them again
   */
  async withholdOffers(): Promise<() => Promise<void>> {
    await this.page.addInitScript(() => {
      if (localStorage.getItem('offers')) return
      PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)
    })
    return () => this.page.evaluate(() => localStorage.setItem('offers', 'yes'))
  }

  async signOut(): Promise<void> {
    await this.open('/settings#sign-out')
    await this.page
      .getByRole('alertdialog', { name: 'Sign out' })
      .getByRole('button', { name: 'Sign out' })
      .click()
    await this.heading('Sign in')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
  }
}
