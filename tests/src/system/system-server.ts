import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startProcess } from '@holdfast/server/testing'

type Setting = (port: string) => Record<string, string>

/**
 * A real Holdfast server on a data folder of its own. It can be stopped, killed and started again on
 * the same data at the same address, as a machine would.
 */
export class SystemServer implements AsyncDisposable {
  readonly data: string
  readonly #setting: Setting
  #process: ServerProcess | undefined
  #url = ''

  private constructor(data: string, setting: Setting) {
    this.data = data
    this.#setting = setting
  }

  /** @param setting environment variables, by the port that the server is to have */
  static async start(setting: Setting = () => ({})): Promise<SystemServer> {
    const server = new SystemServer(await mkdtemp(join(tmpdir(), 'holdfast-system-')), setting)
    await server.start()
    return server
  }

  /** Where it listens. */
  get url(): string {
    return this.#url
  }

  /** Starts the process and waits until it says that it is ready. */
  async start(): Promise<void> {
    // Below the ephemeral range, so that no outgoing connection takes the port while it is down.
    const port = this.#url
      ? new URL(this.#url).port
      : String(20_000 + Math.floor(Math.random() * 10_000))
    this.#process = startProcess(this.data, { ...this.#setting(port), PORT: port })
    this.#url = await this.#process.ready()
  }

  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM')
    this.#process = undefined
  }

  /** Ends it with no chance to tidy up. */
  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL')
    this.#process = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await rm(this.data, { recursive: true, force: true })
  }
}
