import { expect } from 'vitest'
import { Visitor } from './visitor.ts'

const PASSWORD = 'a long enough passphrase'

/** Somebody who works at a browser of their own: everything is done through the screen. */
export class Person extends Visitor {
  /** Another tab of the same browser, on the same work. */
  async openTab(): Promise<Person> {
    const context = this.page.context()
    const tab = new Person(context, await context.newPage(), this.url)
    await tab.open('')
    await tab.isIn()
    return tab
  }

  /** Makes an account, and is in. */
  async join(email: string, firstName: string, lastName: string): Promise<void> {
    await this.register(email, PASSWORD, { firstName, lastName })
    await this.isIn()
  }

  /** Signs in to an account that was made so, and is in. */
  async comeBack(email: string): Promise<void> {
    await this.signIn(email, PASSWORD)
    await this.isIn()
  }

  async openProject(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click()
    await this.page.getByRole('heading', { name, level: 1 }).waitFor()
  }

  /** Adds somebody to the project that is open. */
  async addMember(email: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Members' }).click()
    const members = this.page.getByRole('dialog', { name: /^Members of/ })
    await members.getByLabel('Add by e-mail').fill(email)
    await members.getByRole('button', { name: 'Add' }).click()
    await members.getByText(/ is a member now\.$/).waitFor()
    await this.page.keyboard.press('Escape')
  }

  row(title: string) {
    return this.page.getByRole('row').filter({ hasText: title })
  }

  /** Edits a title where it stands in the list, by keyboard. */
  async rename(title: string, next: string): Promise<void> {
    await this.row(title).first().focus()
    await this.page.keyboard.press('F2')
    await this.page.getByRole('textbox', { name: 'Title' }).fill(next)
    await this.page.keyboard.press('Enter')
    await this.row(next).waitFor()
  }

  /** Opens a task of the list in its panel, by keyboard. */
  async openTask(title: string): Promise<void> {
    await this.row(title).first().focus()
    await this.page.keyboard.press('Enter')
    await this.page.getByRole('complementary', { name: 'Task' }).waitFor()
  }

  /** Opens the panel that tells all there is to know about sync. */
  async openSync(): Promise<void> {
    await this.page.locator('.sync-button').click()
    await this.page.getByRole('complementary', { name: 'Sync' }).waitFor()
  }

  async addTask(line: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New task' }).first().click()
    await this.page.getByRole('combobox', { name: 'New task' }).fill(line)
    await this.page.keyboard.press('Enter')
  }

  /** Waits until the sidebar says so of sync. */
  async seesSync(text: string | RegExp): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: text })
      .waitFor()
  }

  /** Waits until the app on this browser can start without its server. */
  async readyForOffline(): Promise<void> {
    const controlled = await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready
      return true
    })
    expect(controlled).toBe(true)
  }
}
