import { type Attack, by } from './attack.ts'

const accounts = by('packages/api/src/accounts/accounts.security.test.ts')
const http = by('apps/server/src/http/http.pg.test.ts')
const sockets = by('packages/api/src/sync/live/live-sockets.pg.test.ts')
const hardened = by('apps/server/src/http/http.security.test.ts')
const hostile = by('tests/src/security/hostile-text.security.test.ts')
const inert = by('tests/src/security/inert-scripts.security.e2e.test.ts')
const watch = by('packages/api/src/sync/live/watch-sessions.test.ts')
const ended = by('tests/src/security/ended-sockets.security.test.ts')
const crowd = by('packages/api/src/sync/live/live-limits.security.test.ts')
const desktop = by('tests/src/desktop/desktop.e2e.test.ts')
const canaries = by('apps/server/src/log/canaries.security.test.ts')
const weak = by('apps/server/src/config/weak-secrets.test.ts')

/** To bring something in that does harm, or to get something out. */
export const attacksOnInput: readonly Attack[] = [
  {
    attack: 'cross-site request, foreign Origin, framing',
    answer: '403; no reflected origin; a strict content security policy',
    variants: [
      {
        variant: 'on the cookie of a session',
        proofs: hardened('%s may not ride on the cookie of a session'),
      },
      {
        variant: 'to read an answer, or by a form',
        proofs: hardened(
          'at %s is told nothing that a browser would let it read',
          'cannot ask by a form, whose body is no JSON',
        ),
      },
      {
        variant: 'framing, foreign scripts, styles and pictures',
        proofs: hardened('of %s lets no page frame it and no script, style or picture in'),
      },
    ],
  },
  {
    attack: 'script in title, Markdown, tag, name, highlight, mail, file name',
    answer: 'inert in a real browser',
    variants: [
      {
        variant: 'on a page',
        proofs: inert('a script in a title, Markdown, tag, name, highlight or file is text'),
      },
      {
        variant: 'in a mail',
        proofs: inert('a script in a name is text in the mails that name it'),
      },
    ],
  },
  {
    attack: 'injection in filter, sort, search',
    answer: 'typed filters; the tenant’s clause is added by the server',
    variants: [
      {
        variant: 'SQL, the query language of search, wildcards',
        proofs: hostile('in a search or a filter finds nothing of others: %s'),
      },
    ],
  },
  {
    attack: '10 MB body, 100,000-deep JSON, `__proto__`, batch of 1,000, text that takes long',
    answer: '413 or 400',
    variants: [
      {
        variant: 'a large body, whose length is told or not',
        proofs: [
          ...hardened(
            'a body of 10 MB, whose length is told or not',
            'a body of 100 KB of somebody who has not signed in, before it comes',
            'so many imports of one account at once that they would fill the memory',
          ),
          ...http('a body that is announced as too long, before it comes'),
        ],
      },
      {
        variant: 'deep JSON',
        proofs: http('JSON nested 100,000 deep, in the body and in the address'),
      },
      {
        variant: '`__proto__`, constructor, prototype',
        proofs: hardened('keys that reach for a prototype: %s'),
      },
      {
        variant: 'a batch of 1,000',
        proofs: hardened('a batch of 1,000, in the address alone and with a body'),
      },
      {
        variant: 'a long address, and what comes too slowly',
        proofs: hardened(
          'an address of 10,000 characters, and headers of 100,000',
          'headers or a body that do not come',
        ),
      },
      {
        variant: 'a short body whose text would take minutes to compare or to put in order',
        proofs: [
          ...by('apps/server/src/http/costly-text.security.test.ts')(
            'a text that would take long is refused unread: %s',
            'a tag that would take long is refused unread',
          ),
          ...by('packages/client/src/search/text-index.test.ts')(
            'a letter under more marks than any language has folds as under a few, at once',
          ),
          ...by('apps/web/src/features/tasks/panel/markdown.test.tsx')(
            'shows %s as it was written',
          ),
          ...by('packages/api/src/import/trello/plan.test.ts')(
            'a name of megabytes is planned as any other',
          ),
        ],
      },
    ],
  },
  {
    attack: 'WebSocket without token, foreign Origin, 1 MB frame, flood, after logout',
    answer: 'refused; 1009; 1008; closed within 5 s',
    variants: [
      {
        variant: 'no token, or none in time',
        proofs: sockets(
          '[V3] with %s closes the socket',
          '[S11] that does not come within 5 s closes the socket',
        ),
      },
      {
        variant: 'foreign Origin',
        proofs: sockets('[S11] of a page of another origin is refused'),
      },
      {
        variant: '1 MB frame',
        proofs: sockets(
          '[S11] that says more than 64 KiB at once after its hello is closed',
          '[S11] may name 5,000 buckets in its hello, and no more than 512 KiB of them',
        ),
      },
      { variant: 'flood', proofs: sockets('[S11] that says %s is closed') },
      {
        variant: 'after logout, and whatever else ends a session or a token',
        proofs: [
          ...watch(
            '[S9] a session that ends %i ms after a look has its sockets closed within 5 s, and no other',
            '[S9] a look that failed is made up for within 5 s',
          ),
          ...ended(
            '[S9] %s closes the socket, and no other',
            '[S9] %s closes the socket of an access token',
          ),
          ...sockets(
            '[S9] that is revoked has its sockets closed, and no other',
            '[S9] whose token ended without another has its socket closed',
          ),
        ],
      },
      {
        variant: 'after being removed from a project',
        proofs: ended(
          'who is removed from a project hears nothing more of it, on the socket that they have',
        ),
      },
      {
        variant: 'more sockets than one address or one account may have',
        proofs: crowd(
          '[S16] one address cannot keep others out with sockets that say nothing',
          '[S16] one account has so many sockets, and another goes on',
        ),
      },
      {
        variant: 'a reader that does not read',
        proofs: sockets('[S10] that does not read is closed, and delays no other reader'),
      },
    ],
  },
  {
    attack:
      'Electron: navigation, window.open, openExternal of file: or smb:, IPC from a foreign frame',
    answer: 'denied; https and mailto only; there are no deep links',
    variants: [
      {
        variant: 'window.open, navigation, openExternal of file:, smb:, javascript: and others',
        proofs: [
          ...desktop('links out of the app open outside, and the page stays'),
          ...by('apps/desktop/src/main/open-window.test.ts')(
            '%s is opened nowhere: not by a new window, and not in the place of the page',
            'a page moves within the app, and to no address that only begins alike',
            'a window holds no other, and its pages have nothing of Node',
          ),
        ],
      },
      {
        variant: 'IPC from a foreign frame',
        proofs: by('apps/desktop/src/main/answer-pages.test.ts')('main answers %s on no channel'),
      },
      {
        variant: 'what a page reaches',
        proofs: desktop('a page sees one object of main, no token and nothing of Node'),
      },
    ],
  },
  {
    attack: 'CSV cells starting with `= + - @` on export',
    answer: 'prefixed',
    variants: [
      {
        variant: 'each beginning, a tab and a line break before it, quotes',
        proofs: by('packages/api/src/admin/audit/csv.test.ts')(
          'a cell that begins as a formula is made text: %j',
          'what is written reads back as it was, but for apostrophes, which stand before each formula',
        ),
      },
      {
        variant: 'in the file that an admin is given',
        proofs: by('packages/api/src/admin/audit/audit.pg.test.ts')(
          'a cell that a spreadsheet would compute is text in the file',
        ),
      },
    ],
  },
  {
    attack: 'import with `../`, symlinks, archives and bombs, broken rows, wrong encoding, cycles',
    answer: 'refused; nothing half imported',
    variants: [
      {
        variant: 'archives, bombs, wrong encoding, what is no board',
        proofs: hostile('of %s is refused, and nothing of it comes in'),
      },
      {
        variant: 'symbolic links: no archive is unpacked and no path followed',
        proofs: hostile('of %s is refused, and nothing of it comes in'),
      },
      {
        variant: 'cycles',
        proofs: hostile('of cards that lie in themselves, or in each other, brings each once'),
      },
      { variant: '`../`', proofs: hostile('takes paths in names for names') },
      {
        variant: 'broken rows',
        proofs: hostile('of which one card is broken brings none of the others'),
      },
    ],
  },
  {
    attack: 'CR LF in a name used in mail',
    answer: '400',
    variants: [
      {
        variant: 'CR LF, LF, line separator, NUL, in names and in the address',
        proofs: [
          ...hostile('of a header into a mail, by a name with CR LF, is refused'),
          ...accounts('with a line break or a control character is refused: %j'),
        ],
      },
      {
        variant: 'in the title of a task or the name of a project, which may have several lines',
        proofs: by('packages/api/src/emails/emails.test.ts')(
          'a title of several lines is one line in subject and mail, which goes: %j',
        ),
      },
      {
        variant: 'words of somebody else in a mail to an address that nobody has proven',
        proofs: accounts(
          'that somebody else chose does not reach an address that nobody has proven',
        ),
      },
    ],
  },
  {
    attack: 'webhook or avatar URL to a private address',
    answer: 'nothing that others wrote is fetched',
    variants: [
      {
        variant: 'a picture’s address, an address in a text',
        proofs: hostile('as of a picture or in a text is asked by no server'),
      },
    ],
  },
  {
    attack: 'secrets in logs, errors, URLs',
    answer: 'canary search finds none',
    variants: [
      {
        variant: 'in logs, error answers and addresses',
        proofs: canaries('no canary is in any log, error answer or address, whatever goes wrong'),
      },
      {
        variant: 'in what a failed start prints',
        proofs: canaries('a start that fails over %s does not print it'),
      },
      {
        variant: 'a new column that nobody thought of',
        proofs: by('packages/db/src/schema/data-map.test.ts')(
          'every column of %s is in the data map, and no other',
        ),
      },
      {
        variant: 'weak secrets, and files that others can read',
        proofs: weak(
          'is refused where others reach the server, naming the setting and the mend',
          'a key in the data folder that others can read is refused, naming the mend',
        ),
      },
    ],
  },
]
