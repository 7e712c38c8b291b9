import { type Attack, by } from './attack.ts'

const access = by('packages/api/src/access.pg.test.ts')
const matrix = by('tests/src/security/matrix.security.test.ts')
const badInputs = by('tests/src/security/bad-inputs.security.test.ts')
const REFUSED = 'a bad input is refused as such, changes nothing and shows nothing of others'
const refusals = by('packages/api/src/audit/enter-refusals.pg.test.ts')
const accounts = by('packages/api/src/accounts/accounts.security.test.ts')

/** To reach what is somebody else’s. */
export const attacksOnAccess: readonly Attack[] = [
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
    variants: [
      { variant: 'in every object that a procedure takes', proofs: badInputs(REFUSED) },
      {
        variant: 'to be an admin, or confirmed, by a registration',
        proofs: accounts('who registers cannot say of themselves: %s'),
      },
    ],
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
]
