const QUOTE = 34
const COMMA = 44
const DASH = 45
const DOT = 46
const ZERO = 48
const COLON = 58
const BIG_T = 84
const BIG_Z = 90
const OPEN = 91
const CLOSE = 93
const SMALL_A = 97
const NULL = 'null,'

const DAY = 86_400_000

/** Of the Encoding Standard: every engine has it, and only the types of a platform name it. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }
const texts = new TextDecoder()

/**
 * Many short texts written as bytes of one JSON array and read back at once: each becomes one piece of
 * memory, where texts that are put together one by one stay in pieces, slow and large.
 */
export class AsciiTexts {
  readonly #bytes: Uint8Array
  #length = 1
  readonly #days = new Map<number, string>()

  /** @param most characters of one text, without anything that JSON escapes */
  constructor(count: number, most: number) {
    this.#bytes = new Uint8Array(2 + count * (most + 3))
    this.#bytes[0] = OPEN
  }

  null(): void {
    for (let i = 0; i < NULL.length; i++) this.#bytes[this.#length++] = NULL.charCodeAt(i)
  }

  /**
   * A UUID, from digits of it that lie in another text.
   * @param head the first 48 bits
   */
  uuid(head: number, version: number, digits: string, from: number): void {
    const bytes = this.#bytes
    const at = this.#length
    bytes[at] = QUOTE
    putHex(bytes, at + 9, 8, Math.floor(head / 0x10000))
    bytes[at + 9] = DASH
    putHex(bytes, at + 14, 4, head % 0x10000)
    bytes[at + 14] = DASH
    bytes[at + 15] = version
    for (let i = 0; i < 3; i++) bytes[at + 16 + i] = digits.charCodeAt(from + i)
    bytes[at + 19] = DASH
    for (let i = 3; i < 7; i++) bytes[at + 17 + i] = digits.charCodeAt(from + i)
    bytes[at + 24] = DASH
    for (let i = 7; i < 19; i++) bytes[at + 18 + i] = digits.charCodeAt(from + i)
    bytes[at + 37] = QUOTE
    bytes[at + 38] = COMMA
    this.#length = at + 39
  }

  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` of a moment in ms. @throws RangeError for what is no moment of these years */
  instant(time: number): void {
    const day = Math.floor(time / DAY)
    const known = this.#days.get(day) ?? this.#nameDay(day)
    const ms = time - day * DAY
    const seconds = Math.floor(ms / 1000)
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    const bytes = this.#bytes
    const at = this.#length
    bytes[at] = QUOTE
    for (let i = 0; i < 10; i++) bytes[at + 1 + i] = known.charCodeAt(i)
    bytes[at + 11] = BIG_T
    putTwo(bytes, at + 12, hours)
    bytes[at + 14] = COLON
    putTwo(bytes, at + 15, minutes - hours * 60)
    bytes[at + 17] = COLON
    putTwo(bytes, at + 18, seconds - minutes * 60)
    bytes[at + 20] = DOT
    const left = ms - seconds * 1000
    const hundreds = Math.floor(left / 100)
    bytes[at + 21] = ZERO + hundreds
    putTwo(bytes, at + 22, left - hundreds * 100)
    bytes[at + 24] = BIG_Z
    bytes[at + 25] = QUOTE
    bytes[at + 26] = COMMA
    this.#length = at + 27
  }

  /** All of them. To be asked once. */
  read<T>(): T[] {
    if (this.#length > 1) this.#length--
    this.#bytes[this.#length++] = CLOSE
    return JSON.parse(texts.decode(this.#bytes.subarray(0, this.#length)))
  }

  #nameDay(day: number): string {
    const text = new Date(day * DAY).toISOString()
    if (text.length !== 24) throw new RangeError('not a moment of these years')
    this.#days.set(day, text)
    return text
  }
}

const putTwo = (bytes: Uint8Array, at: number, value: number): void => {
  const tens = Math.floor(value / 10)
  bytes[at] = ZERO + tens
  bytes[at + 1] = ZERO + value - tens * 10
}

/** Hexadecimal digits of a whole number below 2 ** 32, the last of them before `end`. */
const putHex = (bytes: Uint8Array, end: number, count: number, value: number): void => {
  for (let i = 1, left = value; i <= count; i++, left >>>= 4) {
    const digit = left & 15
    bytes[end - i] = digit < 10 ? ZERO + digit : SMALL_A + digit - 10
  }
}
