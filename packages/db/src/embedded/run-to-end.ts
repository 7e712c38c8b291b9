import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { commandAs, type Identity } from './identity.ts'

/**
 * Runs a program under an identity and gives what it printed.
 * @throws Error with its output when it fails
 */
export const runToEnd = async (
  identity: Identity,
  program: string,
  args: string[],
): Promise<string> => {
  const command = commandAs(identity, program, args)
  const child = spawn(command.program, command.args, {
    ...command.options,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${program} failed (${code}):\n${printed}`)
  return printed
}
