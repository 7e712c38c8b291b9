import { InvalidArgumentError } from 'commander'

/** A line for the operator. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** An option that counts something. @throws InvalidArgumentError */
export const countOf = (text: string): number => {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('Give a whole number.')
  return count
}
