import type { Allowance } from '@holdfast/infra'

/** An allowance with how it is kept and why it is as it is. */
export interface Rule extends Allowance {
  /**
   * Counted by all processes together, where they share something to count in; else by each one for
   * itself, which costs a call nothing and cannot fail.
   */
  shared: boolean
  /** What becomes of a call while what is shared is away. */
  whenAway: 'refuse' | 'allow'
  /** Of the figure. */
  reason: string
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const guesses = { shared: true, whenAway: 'refuse' } as const
const mails = { shared: true, whenAway: 'allow' } as const
const work = { shared: false, whenAway: 'allow' } as const

/**
 * Every limit on how often something may be asked, in one place. An **address** is an IPv4 address or
 * the /64 of an IPv6 one, which is what one customer of a network has. Only what failed counts as a
 * guess. Sources: NIST SP 800-63B-4, 3.2.2; OWASP ASVS 5.0, 6.3.1 and 2.4.1; OWASP API4:2023.
 */
export const rules = {
  guessesHere: {
    ...guesses,
    name: 'guesses-here',
    most: 10,
    window: 15 * MINUTE,
    reason:
      'Wrong secrets for one account from one address. Who has forgotten one tries fewer; and somebody elsewhere, whose count is another, shuts nobody out.',
  },
  guessesHereDaily: {
    ...guesses,
    name: 'guesses-here-daily',
    most: 30,
    window: DAY,
    reason:
      'The wait grows for who goes on, and one address alone does not use up what the account allows to strangers.',
  },
  guessesOnAccount: {
    ...guesses,
    name: 'guesses-on-account',
    most: 100,
    window: DAY,
    reason:
      'NIST allows 100 wrong attempts. Counted for addresses and browsers that the account was never signed in at: the owner’s own are let in however many strangers try.',
  },
  guessesFrom: {
    ...guesses,
    name: 'guesses-from',
    most: 100,
    window: HOUR,
    reason:
      'One password tried on many accounts. An office of hundreds behind one address errs less often than that; and whom one colleague would shut out is let in, as the account was signed in there before.',
  },
  wrongFactors: {
    ...mails,
    name: 'wrong-factors',
    most: 4,
    window: DAY,
    reason:
      'Wrong second factors of one account before its person is told that somebody has the password. Who mistypes does it less often.',
  },
  wrongFactorsTold: {
    ...mails,
    name: 'wrong-factors-told',
    most: 1,
    window: HOUR,
    reason: 'Mails that say so: who goes on guessing must not fill a mailbox.',
  },
  registrations: {
    ...mails,
    name: 'registrations',
    most: 1000,
    window: HOUR,
    reason:
      'New accounts from one address. An organisation may begin on one morning in one office.',
  },
  mailsAskedFrom: {
    ...mails,
    name: 'mails-asked-from',
    most: 60,
    window: HOUR,
    reason: 'Mails that one address has sent to whomever it names.',
  },
  mailsAskedToFrom: {
    ...mails,
    name: 'mails-asked-to-from',
    most: 5,
    window: HOUR,
    reason:
      'Mails of one kind to one recipient that one address asks for. A person who waits for one asks two or three times.',
  },
  mailsAskedTo: {
    ...mails,
    name: 'mails-asked-to',
    most: 20,
    window: HOUR,
    reason:
      'Mails of one kind to one recipient, whoever asks. More than from one address, so that no stranger alone keeps a person from asking; who is told to wait has as many mails already.',
  },
  linksTried: {
    ...mails,
    name: 'links-tried',
    most: 100,
    window: HOUR,
    reason: 'Links of mails that are followed from one address; their secrets have 256 bits.',
  },
  passwordsSet: {
    ...work,
    name: 'passwords-set',
    most: 30,
    window: HOUR,
    reason:
      'New passwords of one account from one address: to judge one takes a tenth of a second in which nobody is answered. Who has a session of somebody elsewhere does not keep them from it.',
  },
  peopleSought: {
    ...mails,
    name: 'people-sought',
    most: 200,
    window: HOUR,
    reason:
      'Addresses that one account may try for whether there is a person: a project has fewer members.',
  },
  invitations: {
    ...mails,
    name: 'invitations',
    most: 200,
    window: HOUR,
    reason: 'Invitations by one administrator: an organisation in an hour.',
  },
  refusalsEntered: {
    ...work,
    name: 'refusals-entered',
    most: 100,
    window: HOUR,
    reason:
      'Entries in the audit log of what one account tried and may not do. The screens offer none of it; whoever tries on fills no disk.',
  },
  imports: {
    ...work,
    name: 'imports',
    most: 60,
    window: 10 * MINUTE,
    reason: 'Files of tens of megabytes are parsed: one in ten seconds.',
  },
  strangersCalls: {
    ...work,
    name: 'strangers-calls',
    most: 3000,
    window: MINUTE,
    reason:
      'Calls of nobody who has signed in, from one address. A thousand people behind it may open the app within the same minute.',
  },
  callsOfAccount: {
    ...work,
    name: 'calls-of-account',
    most: 12_000,
    window: MINUTE,
    reason:
      'Calls of one account: 200 a second for a minute, about what one process answers to a tool that goes through all its tasks. A device that sends 500 changes it made offline needs ten.',
  },
} as const satisfies Record<string, Rule>

/** How much there may be at a time. */
export interface Room {
  name: string
  most: number
  /** Of the figure. */
  reason: string
}

/** Every limit on how many live connections one process holds. */
export const rooms = {
  unknownSocketsFrom: {
    name: 'unknown-sockets-from',
    most: 200,
    reason:
      'Connections from one address that have not said who they are, for which they have five seconds: a fifth of all that may be, so that one address cannot keep others out.',
  },
  socketsFrom: {
    name: 'sockets-from',
    most: 5000,
    reason: 'Connections from one address: a large organisation behind one.',
  },
  socketsOf: {
    name: 'sockets-of',
    most: 100,
    reason: 'Connections of one account: the tabs of a browser share one.',
  },
} as const satisfies Record<string, Room>
