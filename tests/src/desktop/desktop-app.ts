import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findElectron } from '@holdfast/tooling/electron'
import { _electron, type ElectronApplication, type Page } from 'playwright'

const folder = fileURLToPath(new URL('../../../apps/desktop', import.meta.url))

/** The desktop app, started as a person would. */
export class DesktopApp implements AsyncDisposable {
  readonly app: ElectronApplication
  readonly page: Page
  readonly #process: ChildProcess

  private constructor(app: ElectronApplication, page: Page) {
    this.app = app
    this.page = page
    this.#process = app.process()
  }

  /** @param profile the folder where the app keeps everything; the same one is the same device */
  static async start(profile: string, serverUrl: string): Promise<DesktopApp> {
    await writeFile(join(profile, 'settings.json'), JSON.stringify({ serverUrl }))
    const app = await _electron.launch({
      executablePath: findElectron(folder).path,
      args: [`--user-data-dir=${profile}`, folder],
      env: { ...process.env, ELECTRON_SIM_NODE: process.execPath } as Record<string, string>,
    })
    const page = await app.firstWindow()
    page.setDefaultTimeout(20_000)
    await page.waitForFunction(() => Boolean(document.querySelector('#root')?.childElementCount))
    return new DesktopApp(app, page)
  }

  async addTask(title: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New task' }).first().click()
    await this.page.getByRole('combobox', { name: 'New task' }).fill(title)
    await this.page.keyboard.press('Enter')
    await this.seesTask(title)
  }

  seesTask(title: string): Promise<void> {
    return this.page.getByRole('row').filter({ hasText: title }).waitFor()
  }

  /** Waits until the sidebar says so of sync. */
  seesSync(text: RegExp): Promise<void> {
    const sidebar = this.page.getByRole('navigation', { name: 'Main' })
    return sidebar.getByRole('link', { name: text }).waitFor()
  }

  /** Quits it and waits for the end. @returns the exit code */
  async quit(): Promise<number | null> {
    const ended = once(this.#process, 'exit')
    await this.app.close()
    const [code] = await ended
    return code
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null) await this.quit()
  }
}
