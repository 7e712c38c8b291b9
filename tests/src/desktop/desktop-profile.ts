import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A device where the desktop app has never run: the folder in which it will keep everything. */
export class DesktopProfile implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  static async make(): Promise<DesktopProfile> {
    return new DesktopProfile(await mkdtemp(join(tmpdir(), 'holdfast-desktop-')))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
