const QUOTE = 34
const COMMA = 44
const DASH = 45
const DOT = 46
const ZERO = 48
const COLON = 58
const BIG_T = 84
const BIG_Z = 90

const DAY = 86_400_000
/** What `String.fromCharCode` takes at once. */
const CHUNK = 8192

/**
 * Many short texts written as bytes of one JSON array and read back at once: each becomes one piece of
 * memory, where texts that are put together one by one stay in pieces, slow and large.
 */
export class AsciiTexts {
  #bytes: Uint8Array
  #length = 1
  readonly #days = new Map<number, string>()

  /** @param most characters of one text, without anything that JSON escapes */
  constructor(count: number, most: number) {
    this.#bytes = new Uint8Array(2 + count * (most + 3))
    this.#bytes[0] = 91
  }

  /** A text as it is. */
  text(text: string): void {
    this.#open()
    this.#put(text, 0, text.length)
    this.#close()
  }

  null(): void {
    this.#put('null', 0, 4)
    this.#bytes[this.#length++] = COMMA
  }

  /** A UUID, from digits of it that lie in another text. */
  uuid(head: string, version: string, digits: string, from: number): void {
    this.#open()
    this.#put(head, 0, 8)
    this.#bytes[this.#length++] = DASH
    this.#put(head, 8, 12)
    this.#bytes[this.#length++] = DASH
    this.#put(version, 0, 1)
    this.#put(digits, from, from + 3)
    this.#bytes[this.#length++] = DASH
    this.#put(digits, from + 3, from + 7)
    this.#bytes[this.#length++] = DASH
    this.#put(digits, from + 7, from + 19)
    this.#close()
  }

  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` of a moment in ms. @throws RangeError for what is no moment of these years */
  instant(time: number): void {
    const day = Math.floor(time / DAY)
    const known = this.#days.get(day) ?? this.#nameDay(day)
    const ms = time - day * DAY
    this.#open()
    this.#put(known, 0, 10)
    this.#bytes[this.#length++] = BIG_T
    this.#two(Math.floor(ms / 3_600_000))
    this.#bytes[this.#length++] = COLON
    this.#two(Math.floor(ms / 60_000) % 60)
    this.#bytes[this.#length++] = COLON
    this.#two(Math.floor(ms / 1000) % 60)
    this.#bytes[this.#length++] = DOT
    this.#bytes[this.#length++] = ZERO + Math.floor((ms % 1000) / 100)
    this.#two(ms % 100)
    this.#bytes[this.#length++] = BIG_Z
    this.#close()
  }

  /** All of them. To be asked once. */
  read<T>(): T[] {
    if (this.#length > 1) this.#length--
    this.#bytes[this.#length++] = 93
    let json = ''
    for (let at = 0; at < this.#length; at += CHUNK) {
      const end = Math.min(at + CHUNK, this.#length)
      json += String.fromCharCode.apply(null, this.#bytes.subarray(at, end) as never)
    }
    return JSON.parse(json)
  }

  #nameDay(day: number): string {
    const text = new Date(day * DAY).toISOString()
    if (text.length !== 24) throw new RangeError('not a moment of these years')
    this.#days.set(day, text)
    return text
  }

  #open(): void {
    this.#bytes[this.#length++] = QUOTE
  }

  #close(): void {
    this.#bytes[this.#length++] = QUOTE
    this.#bytes[this.#length++] = COMMA
  }

  #put(text: string, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#bytes[this.#length++] = text.charCodeAt(i)
  }

  #two(value: number): void {
    this.#bytes[this.#length++] = ZERO + Math.floor(value / 10)
    this.#bytes[this.#length++] = ZERO + (value % 10)
  }
}
