/** A test by the file it stands in and its title as that file writes it. */
export interface Proof {
  file: string
  title: string
}

/** One way of trying an attack, and the tests that show it fail. */
export interface Variant {
  variant: string
  proofs: readonly Proof[]
}

/** What is attacked, what the answer is, and every way of trying that is named for it. */
export interface Attack {
  attack: string
  answer: string
  variants: readonly Variant[]
}

const by =
  (file: string) =>
  (...titles: string[]): readonly Proof[] =>
    titles.map((title) => ({ file, title }))

const http = by('apps/server/src/http/http.pg.test.ts')
const accessToken = by('packages/api/src/auth/access-token.test.ts')
const auth = by('packages/api/src/auth/auth.pg.test.ts')
const sockets = by('packages/api/src/sync/live/live-sockets.pg.test.ts')
const factors = by('packages/api/src/factors/second-factor.security.test.ts')
const passkeys = by('packages/api/src/factors/passkeys.security.test.ts')
const tokens = by('packages/api/src/tokens/tokens.security.test.ts')
const access = by('packages/api/src/access.pg.test.ts')
const matrix = by('tests/src/security/matrix.security.test.ts')
const badInputs = by('tests/src/security/bad-inputs.security.test.ts')
const REFUSED = 'a bad input is refused as such, changes nothing and shows nothing of others'
const refusals = by('packages/api/src/audit/enter-refusals.pg.test.ts')

/** Every attack that Holdfast is held against. `docs/security.md` shows the same rows. */
export const attackTable: readonly Attack[] = [
  {
    attack: 'another person’s id anywhere',
    answer: 'the same 404 as an unknown id',
    variants: [
      {
        variant: 'in a call, alone and in a batch, after the owner’s answer was cached',
        proofs: [
          ...access('another person’s id is answered as an unknown one'),
          ...matrix('is answered for what is another’s byte for byte as for what is not there'),
        ],
      },
      {
        variant: 'in a push',
        proofs: by('tests/src/security/mutations.security.test.ts')(
          '$name is answered for what is another’s byte for byte as for what is not there',
        ),
      },
      {
        variant: 'in the filters of a list and of a search',
        proofs: access('filters reach nothing that is not the caller’s'),
      },
      {
        variant: 'in any list, search, figure, pull or frame, of a random world',
        proofs: by('tests/src/security/random-world.security.test.ts')(
          'what is shown is what the rule says, and what is allowed is what the rule allows',
        ),
      },
      {
        variant: 'on a live connection',
        proofs: by('tests/src/security/sockets.security.test.ts')(
          'carries what is written in a project to its members and to nobody else',
          'that holds what is another’s is answered as one that holds what is not there',
        ),
      },
      {
        variant: 'in a snapshot’s address',
        proofs: by('apps/server/src/http/snapshots.pg.test.ts')(
          '[N5] an unknown page, a foreign one and an address that makes no sense are answered alike',
        ),
      },
    ],
  },
  {
    attack: 'extra fields (ownerId, emailVerified, version)',
    answer: '400; outputs are an allow-list',
    variants: [{ variant: 'in every object that a procedure takes', proofs: badInputs(REFUSED) }],
  },
  {
    attack: 'NUL, lone surrogate',
    answer: '400; zero-width, RTL and emoji round-trip byte for byte',
    variants: [
      {
        variant: 'in every text of a procedure and of a mutation',
        proofs: badInputs(
          REFUSED,
          'a bad argument of a mutation is rejected as such and changes nothing',
          'whatever stands anywhere breaks nothing, and of others nothing is shown or changed',
        ),
      },
      {
        variant: 'texts that are only strange',
        proofs: by('tests/src/security/any-text.security.test.ts')(
          '%s come back byte for byte, wherever they are asked for',
        ),
      },
    ],
  },
  {
    attack:
      'not a UUID, `{…}` UUID, year 294277, ‘infinity’, 30 February, limit −1 or 1e9, forged cursor',
    answer: '400',
    variants: [{ variant: 'wherever one of them may stand', proofs: badInputs(REFUSED) }],
  },
  {
    attack: 'a member doing an owner’s work',
    answer: '403, audited',
    variants: [
      {
        variant: 'by a call',
        proofs: [
          ...matrix('is answered to each identity as its rule says'),
          ...refusals(
            'a member who does an owner’s work is refused, and that is in the audit log without values',
            'who tries on and on fills no log',
          ),
        ],
      },
      {
        variant: 'by a push',
        proofs: refusals(
          'a viewer’s pushed edit is refused and entered once, however often it is sent',
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
          ...by('tests/src/security/personal-tokens.security.test.ts')(
            'that is revoked is refused everywhere, and its socket closed, and no other',
          ),
        ],
      },
      {
        variant: 'a revoked session',
        proofs: auth('signing out ends the session at once, for every token of it'),
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
        proofs: passkeys(
          'a challenge is good once, and for five minutes',
          'a passkey of somebody else confirms no sign-in but theirs',
          'a counter that did not grow is refused and entered: the passkey may have been copied',
          'adds no passkey',
          'does not sign in',
        ),
      },
    ],
  },
  {
    attack: 'WebSocket without token, of a foreign Origin, after logout',
    answer: 'refused or closed within 5 s',
    variants: [
      {
        variant: 'no token in time',
        proofs: sockets('[S11] that does not come within 5 s closes the socket'),
      },
      {
        variant: 'foreign Origin',
        proofs: sockets('[S11] of a page of another origin is refused'),
      },
      {
        variant: 'after logout',
        proofs: sockets('[S9] that is revoked has its sockets closed within 5 s, and no other'),
      },
    ],
  },
  {
    attack: '10 MB body, 100,000-deep JSON, `__proto__`',
    answer: '413 or 400',
    variants: [
      {
        variant: 'a large body',
        proofs: http(
          'a body that is announced as too long, before it comes',
          'a body of untold length',
        ),
      },
      {
        variant: 'deep JSON',
        proofs: http('JSON nested 100,000 deep, in the body and in the address'),
      },
      {
        variant: '`__proto__`',
        proofs: http('a prototype in the input is refused as an unknown field'),
      },
    ],
  },
]
