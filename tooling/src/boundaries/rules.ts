import type { IForbiddenRuleType } from 'dependency-cruiser'

/** What each workspace may import, as drawn in docs/architecture.md. Tests and benchmarks: all. */
const arrows: Record<string, string[]> = {
  'packages/domain': [],
  'packages/sync': ['packages/domain'],
  'packages/db': ['packages/domain'],
  'packages/infra': ['packages/domain', 'packages/db'],
  'packages/api': ['packages/domain', 'packages/sync', 'packages/db', 'packages/infra'],
  'packages/client': ['packages/domain', 'packages/sync', 'packages/api'],
  'apps/server': [
    'packages/domain',
    'packages/sync',
    'packages/db',
    'packages/infra',
    'packages/api',
  ],
  'apps/web': ['packages/domain', 'packages/sync', 'packages/client'],
  'apps/desktop': ['packages/domain', 'packages/sync', 'packages/client'],
  tooling: [],
}

/** What their tests find browsers and real services through; a rule of its own keeps it to tests. */
const toolingOfTests: Record<string, string[]> = {
  'apps/desktop': ['tooling'],
  'packages/infra': ['tooling/src/services'],
  'packages/api': ['tooling/src/services'],
  'apps/server': ['tooling/src/services'],
}

/** Packages that the pure workspaces may use: no I/O, clock or randomness of their own. */
const purePackages: Record<string, string[]> = {
  'packages/domain': ['zod', 'fractional-indexing', 'node-diff3'],
  'packages/sync': ['zod'],
}

const anyWorkspace = '^(packages|apps)/|^(tests|bench|tooling)/'
// The index of infra shows ports and nothing else, which a rule of its own keeps true.
const ports = '^packages/infra/src/(index|[^/]+/port)\\.ts$'
const tests = '\\.test\\.tsx?$'

function within(folder: string): string {
  return `^${folder}/`
}

const arrowRules = Object.entries(arrows).map(
  ([from, allowed]): IForbiddenRuleType => ({
    name: `arrows-of-${from.replace('/', '-')}`,
    comment: `${from} may import only ${allowed.join(', ') || 'itself'}`,
    severity: 'error',
    from: { path: within(from) },
    to: {
      path: anyWorkspace,
      pathNot: [from, ...allowed, ...(toolingOfTests[from] ?? [])].map(within),
    },
  }),
)

const pureRules = Object.entries(purePackages).map(
  ([from, allowed]): IForbiddenRuleType => ({
    name: `${from.replace('/', '-')}-is-pure`,
    comment: `${from} may use only the packages ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: within(from), pathNot: tests },
    to: {
      path: '.',
      pathNot: [anyWorkspace, ...allowed.map((name) => `node_modules/${name}/`)],
    },
  }),
)

/** Everything a dependency may not do. The names appear in the report of a breach. */
export const rules: IForbiddenRuleType[] = [
  ...arrowRules,
  ...pureRules,
  {
    name: 'client-knows-only-types-of-api',
    comment: 'the client imports only types of packages/api; at run time they meet on the wire',
    severity: 'error',
    from: { path: within('packages/client') },
    to: { path: within('packages/api'), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'api-knows-only-ports',
    comment: 'packages/api imports the ports of infra, never an adapter',
    severity: 'error',
    from: { path: within('packages/api'), pathNot: tests },
    to: { path: within('packages/infra'), pathNot: ports },
  },
  {
    name: 'index-of-infra-shows-only-ports',
    comment: 'packages/infra/src/index.ts exports what <capability>/port.ts holds, and no adapter',
    severity: 'error',
    from: { path: '^packages/infra/src/index\\.ts$' },
    to: { path: anyWorkspace, pathNot: ports },
  },
  {
    name: 'only-compose-picks-adapters',
    comment: 'compose.ts and its parts choose adapters; the rest of the server sees ports',
    severity: 'error',
    from: {
      path: within('apps/server'),
      pathNot: [tests, '^apps/server/src/(compose\\.ts$|parts/)'],
    },
    to: { path: within('packages/infra'), pathNot: ports },
  },
  {
    name: 'only-tests-start-services',
    comment: 'nothing that ships starts the services of the tests',
    severity: 'error',
    from: { path: '^(packages|apps)/', pathNot: [tests, '/testing/'] },
    to: { path: within('tooling/src/services') },
  },
  {
    name: 'dev-pages-stay-outside',
    comment: 'no server that people run has the pages that are for who works on it',
    severity: 'error',
    from: { path: anyWorkspace, pathNot: [tests, '^apps/server/src/dev/'] },
    to: { path: '^apps/server/src/dev/|^packages/api/src/emails/samples\\.ts$', pathNot: tests },
  },
  {
    name: 'tests-stay-outside',
    comment: 'nothing that ships imports a test',
    severity: 'error',
    from: { path: anyWorkspace, pathNot: [tests, '^(tests|bench)/'] },
    to: { path: tests },
  },
  {
    name: 'no-cycles',
    comment: 'modules do not import each other in a circle',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-unresolvable',
    comment: 'every import leads to a file; one that does not would escape the other rules',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^virtual:' },
  },
]
