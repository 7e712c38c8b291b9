/** The server cannot run as it is set up. The message says what to do; a stack would say nothing more. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartError'
  }
}
