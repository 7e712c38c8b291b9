/** Who a mail is from or for. The name is shown, the address is where it goes. */
export interface MailAddress {
  name: string
  address: string
}

export interface Mail {
  /** The same for every try of one mail, so that one which comes twice can be told. */
  id: string
  to: MailAddress
  subject: string
  text: string
  html: string
  /** Where the person says that they want no more of these; null for what everybody gets. */
  unsubscribe: URL | null
}

/** The mail server will never take this mail: there is no use in trying again. */
export class MailRefused extends Error {
  constructor(cause: unknown) {
    super('the mail server refused the mail', { cause })
    this.name = 'MailRefused'
  }
}

/** The mail was certainly not taken, and may be another time. */
export class MailDelayed extends Error {
  constructor(cause: unknown) {
    super('the mail server does not take the mail now', { cause })
    this.name = 'MailDelayed'
  }
}

/** Hands mails to whoever delivers them. */
export interface Mailer extends AsyncDisposable {
  /**
   * Resolves when the mail is in other hands; nothing is sent twice by one call.
   * @throws TypeError for a mail whose addresses, subject or id could say more than they should
   * @throws MailRefused when it will never be taken, MailDelayed when it may be later. After another
   *   Error nobody knows whether it was taken.
   */
  send(mail: Mail): Promise<void>
}

/** One address and nothing else: no list, no comment, no route. Longer cannot be delivered (RFC 5321). */
const ADDRESS = /^[^\s"(),:;<>@[\\\]\p{C}]+@[A-Za-z0-9.-]+$/u
const LONGEST_ADDRESS = 254

/** Letters that end a line or are none: in a header they would begin another. */
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029]/u

/** @throws TypeError */
export const requireAddress = ({ name, address }: MailAddress): void => {
  if (UNSAFE.test(name)) throw new TypeError('not the name of a mail address')
  if (address.length > LONGEST_ADDRESS || !ADDRESS.test(address))
    throw new TypeError('not a mail address')
}

/** @throws TypeError */
export const requireMail = ({ id, to, subject }: Mail): void => {
  requireAddress(to)
  if (UNSAFE.test(subject)) throw new TypeError('not the subject of a mail')
  if (!/^[\w.-]{1,128}$/.test(id)) throw new TypeError('not the id of a mail')
}
