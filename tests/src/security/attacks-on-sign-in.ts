import { type Attack, by } from './attack.ts'

const accessToken = by('packages/api/src/auth/access-token.test.ts')
const auth = by('packages/api/src/auth/auth.pg.test.ts')
const limits = by('tests/src/security/limits.security.test.ts')
const links = by('packages/api/src/accounts/mailed-links.pg.test.ts')
const accounts = by('packages/api/src/accounts/accounts.security.test.ts')
const registration = by('packages/api/src/accounts/registration.pg.test.ts')
const factors = by('packages/api/src/factors/second-factor.security.test.ts')
const tokens = by('packages/api/src/tokens/tokens.security.test.ts')

/** To be somebody else, or to learn who is here. */
export const attacksOnSignIn: readonly Attack[] = [
  {
    attack: 'does this e-mail exist? (login, reset; register once mail is configured)',
    answer: 'the same status, body and work',
    variants: [
      {
        variant: 'each of the three, for a known address, an unknown one and one that waits',
        proofs: accounts('%s is answered alike, after the same work'),
      },
      {
        variant: 'sign in',
        proofs: [
          ...auth(
            'a wrong password and an unknown address are answered alike, after the same work',
          ),
          ...limits('at an address that nobody has is answered alike'),
        ],
      },
      {
        variant: 'reset',
        proofs: links('a reset is asked for an unknown address with the same answer and no mail'),
      },
      {
        variant: 'register',
        proofs: registration(
          'a known address is answered alike, and its holder told that they have an account',
          'the request does the same writes for a known and an unknown address',
        ),
      },
      {
        variant: 'by what follows from a registration, and by a changed address',
        proofs: accounts(
          'who asks for an account with an address does not learn by signing in whether it had one',
          'a changed address that is taken is answered as one that is free',
        ),
      },
    ],
  },
  {
    attack: 'guessing, spraying, mail bombing',
    answer: '429 with Retry-After, per account and per address; nobody can lock the owner out',
    variants: [
      {
        variant: 'guessing one account, from one address, one /64, at once and in a batch',
        proofs: limits(
          'from one address ends in 429 with Retry-After, also with the right one',
          'from one /64 of IPv6 counts as from one address, and from another apart',
          'by many at once is counted as by one after another',
          'within a batch counts each call, and the whole is answered 429',
        ),
      },
      {
        variant: 'guessing one account from everywhere, to lock its owner out',
        proofs: limits(
          'is stopped on the account, and the owner is let in where they were signed in before',
          'shuts no browser out in which the owner was signed in before, wherever it is',
          'gains nothing by the browser of another account, or by one that it made up',
        ),
      },
      {
        variant: 'spraying many accounts',
        proofs: limits(
          'of many accounts from one address ends in 429, and shuts out nobody who signed in there',
        ),
      },
      {
        variant: 'guessing a second factor',
        proofs: [
          ...limits(
            'with the password at hand is stopped on the account, and the owner is let in at home',
          ),
          ...factors('five wrong codes end a ticket, and its person is told'),
        ],
      },
      {
        variant: 'mail bombing',
        proofs: limits(
          'to one recipient are bounded for whoever asks, and for all who ask',
          'asked for from one address are bounded',
        ),
      },
      {
        variant: 'more work than an account or an address may ask',
        proofs: limits(
          'of one account is bounded, and that of another goes on',
          'of strangers from one address is bounded, and of who is signed in there goes on',
        ),
      },
      {
        variant: 'while nothing can be counted',
        proofs: [
          ...by('packages/api/src/limits/limits.test.ts')(
            'while what is shared %s, guesses are refused and all else goes on',
          ),
          ...by('tests/src/networked/limits-without-redis.services.test.ts')(
            'while Redis %s nobody signs in, all else goes on, and it ends with the cure',
          ),
        ],
      },
      {
        variant: 'an address that is only claimed',
        proofs: by('apps/server/src/http/request-info.test.ts')(
          'without a setting no proxy is believed',
        ),
      },
    ],
  },
  {
    attack: 'JWT with alg none or swapped, wrong aud, iss or kid, expired; a revoked session',
    answer: '401',
    variants: [
      {
        variant: 'forged and expired tokens',
        proofs: accessToken(
          'the forged tokens below would be good but for what is wrong with them',
          'a token with %s is refused',
        ),
      },
      {
        variant: 'a revoked session',
        proofs: auth('signing out ends the session at once, for every token of it'),
      },
      {
        variant: 'a key that is over',
        proofs: by('packages/api/src/auth/key-ring.test.ts')(
          'what an older key signed is good until its end, and nothing that it signs later',
        ),
      },
      {
        variant: 'a personal access token without the scope, revoked, or over',
        proofs: [
          ...tokens(
            'a token reads, or writes, as it was made for',
            'a revoked token is refused at once, from the cache as well, and only its own person’s goes',
            'a token ends with its time, and with its person',
          ),
          ...by('tests/src/security/scopes.security.test.ts')(
            'a personal access token to %s does that of all procedures and nothing else',
          ),
          ...by('tests/src/security/personal-tokens.security.test.ts')(
            'that is revoked is refused everywhere, and its socket closed, and no other',
          ),
        ],
      },
    ],
  },
  {
    attack: 'refresh token used twice',
    answer: 'within 10 s the same successor; later the family is revoked',
    variants: [
      {
        variant: 'in time, and late',
        proofs: auth(
          'a refresh token gives the same successor for ten seconds, then its reuse ends the session',
        ),
      },
      {
        variant: 'its person is told',
        proofs: by('packages/api/src/sessions/sessions.pg.test.ts')(
          'a refresh token that is used again is entered, for its person to be told',
        ),
      },
    ],
  },
  {
    attack: 'a second factor guessed, used twice, or of somebody else',
    answer: '400, counted, and its person told',
    variants: [
      {
        variant: 'codes',
        proofs: factors(
          'a code is good once, and none of before it after it',
          'of many who show one code at once, one comes in',
          'five wrong codes end a ticket, and its person is told',
          'a recovery code is good once, however it is written',
        ),
      },
      {
        variant: 'tickets',
        proofs: factors(
          'a ticket is no token, and is good once',
          'a ticket is over after five minutes, with another seal, and with the password it was for',
        ),
      },
      {
        variant: 'passkeys of a foreign page, host or challenge, replayed or copied',
        proofs: by('packages/api/src/factors/passkeys.security.test.ts')(
          'a challenge is good once, and for five minutes',
          'a challenge for a new passkey is good once, for five minutes, and for who asked for it',
          'a challenge of one step does not answer another',
          'a passkey that comes with a certificate of its maker is turned away, one that vouches for itself is not',
          'a passkey of somebody else confirms no sign-in but theirs',
          'a counter that did not grow is refused and entered: the passkey may have been copied',
          'adds no passkey',
          'does not sign in',
        ),
      },
    ],
  },
  {
    attack: 'reset or verify token reused, expired, guessed; forged Host',
    answer: 'single use, hash stored, sessions revoked on change; links from the configuration',
    variants: [
      {
        variant: 'reused, expired, of another kind, by two at once',
        proofs: [
          ...links(
            'a link works once, and the other links of the person lead nowhere from then on',
            'of two who follow one link at once, one sets the password',
            'a link for a password leads nowhere after 30 minutes',
            'a link of one kind is none of another',
          ),
          ...accounts(
            'that was used is good no more, for any of the person’s links',
            'that has run out is good no more: %s',
          ),
        ],
      },
      {
        variant: 'guessed, changed by a letter, and its own hash',
        proofs: accounts(
          'that is guessed, changed by one letter, or its own hash is answered like any other',
        ),
      },
      {
        variant: 'what is kept of it',
        proofs: [
          ...registration('nothing of the password or the link is kept in plain words'),
          ...accounts(
            'stands in no event, row or job, and behind the # of a link to where the configuration says',
          ),
        ],
      },
      {
        variant: 'sessions and access tokens of before',
        proofs: [
          ...links(
            'who forgot their password sets another by a mailed link, and is signed out everywhere',
          ),
          ...accounts(
            'signs nobody in after a reset, and ends every session and every tool’s token',
          ),
        ],
      },
      {
        variant: 'the old password, asked with while another one is set',
        proofs: by('packages/api/src/accounts/proof-in-force.security.test.ts')(
          '%s with a password that is set anew meanwhile does nothing',
        ),
      },
      {
        variant: 'a registration with the address of somebody whose own waits',
        proofs: registration(
          'who registers with the address of somebody else %s them has no password that counts',
        ),
      },
      {
        variant: 'forged Host, X-Forwarded-Host, Forwarded and their kin',
        proofs: [
          ...by('tests/src/security/forged-host.security.test.ts')(
            'a mailed link leads where the configuration says, whatever host a request names: %j',
          ),
          ...by('tests/src/networked/flows.services.test.ts')(
            'who registers gets a link to confirm by and then one welcome, with links to where people reach the servers',
          ),
        ],
      },
    ],
  },
]
