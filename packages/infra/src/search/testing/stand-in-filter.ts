/** Does a document pass? */
export type Condition = (document: Record<string, unknown>) => boolean

export class BadFilter extends Error {}

/** What a setting of filterable attributes allows. */
export interface Filterable {
  attributePatterns: string[]
  features: { filter: { equality: boolean; comparison: boolean } }
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|(>=|<=|=|>|<|[()[\],])|([^\s"()[\],=<>]+))/y

interface Token {
  /** A quoted value may say anything without being an operator. */
  isQuoted: boolean
  text: string
}

const tokensOf = (filter: string): Token[] => {
  const tokens: Token[] = []
  const pattern = new RegExp(TOKEN)
  while (pattern.lastIndex < filter.trimEnd().length) {
    const match = pattern.exec(filter)
    if (!match) throw new BadFilter(`unreadable filter: ${filter}`)
    const [, quoted, operator, word] = match
    if (quoted === undefined) tokens.push({ isQuoted: false, text: operator ?? word ?? '' })
    else tokens.push({ isQuoted: true, text: quoted.replace(/\\([\\"])/g, '$1') })
  }
  return tokens
}

const valuesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

/** Equality of strings folds case, as the real one may. */
const fold = (value: unknown): string => String(value).toLowerCase()

class Parser {
  readonly #tokens: Token[]
  readonly #filterable: readonly Filterable[]

  constructor(filter: string, filterable: readonly Filterable[]) {
    this.#tokens = tokensOf(filter)
    this.#filterable = filterable
  }

  whole(): Condition {
    const condition = this.#either()
    if (this.#tokens.length > 0) throw new BadFilter(`unexpected ${this.#tokens[0]?.text}`)
    return condition
  }

  #takes(word: string): boolean {
    const next = this.#tokens[0]
    if (!next || next.isQuoted || next.text !== word) return false
    this.#tokens.shift()
    return true
  }

  #value(): string {
    const token = this.#tokens.shift()
    if (!token) throw new BadFilter('a value is missing')
    return token.text
  }

  #expect(word: string): void {
    if (!this.#takes(word)) throw new BadFilter(`expected ${word}`)
  }

  #either(): Condition {
    const all = [this.#both()]
    while (this.#takes('OR')) all.push(this.#both())
    return (document) => all.some((condition) => condition(document))
  }

  #both(): Condition {
    const all = [this.#one()]
    while (this.#takes('AND')) all.push(this.#one())
    return (document) => all.every((condition) => condition(document))
  }

  #one(): Condition {
    if (this.#takes('(')) {
      const inner = this.#either()
      this.#expect(')')
      return inner
    }
    const attribute = this.#value()
    const allowed = this.#filterable.find(({ attributePatterns }) =>
      attributePatterns.includes(attribute),
    )
    if (!allowed) throw new BadFilter(`attribute ${attribute} is not filterable`)
    if (this.#takes('IS')) {
      this.#expect('NULL')
      return (document) => document[attribute] === null
    }
    if (this.#takes('NOT')) {
      this.#expect('EXISTS')
      return (document) => !(attribute in document)
    }
    if (this.#takes('IN')) return this.#among(attribute)
    return this.#compared(attribute, allowed)
  }

  #among(attribute: string): Condition {
    this.#expect('[')
    const wanted = new Set<string>()
    while (!this.#takes(']')) {
      wanted.add(fold(this.#value()))
      this.#takes(',')
    }
    return (document) => valuesOf(document[attribute]).some((value) => wanted.has(fold(value)))
  }

  #compared(attribute: string, { features }: Filterable): Condition {
    const operator = this.#value()
    const wanted = this.#value()
    if (operator === '=')
      return (document) =>
        valuesOf(document[attribute]).some((value) => fold(value) === fold(wanted))
    if (!features.filter.comparison) throw new BadFilter(`${attribute} cannot be compared`)
    const compare: Record<string, (value: number) => boolean> = {
      '>=': (value) => value >= Number(wanted),
      '<=': (value) => value <= Number(wanted),
      '>': (value) => value > Number(wanted),
      '<': (value) => value < Number(wanted),
    }
    const holds = compare[operator]
    if (!holds) throw new BadFilter(`unknown operator ${operator}`)
    return (document) => {
      const value = document[attribute]
      return typeof value === 'number' && holds(value)
    }
  }
}

/**
 * A filter in Meilisearch's language: strings of a list must all hold, those of a list in it one.
 * @throws BadFilter
 */
export const conditionOf = (filter: unknown, filterable: readonly Filterable[]): Condition => {
  if (filter === undefined || filter === null) return () => true
  if (typeof filter === 'string') return new Parser(filter, filterable).whole()
  if (!Array.isArray(filter)) throw new BadFilter('a filter is text or a list')
  const all = filter.map((part: unknown): Condition => {
    if (!Array.isArray(part)) return conditionOf(part, filterable)
    const some = part.map((choice: unknown) => conditionOf(choice, filterable))
    return (document) => some.some((condition) => condition(document))
  })
  return (document) => all.every((condition) => condition(document))
}
