// Run before the suites that need real services: installs Debian's packages where it may.
import { provide } from '../provision/provide.ts'
import { findServices } from './find-services.ts'

const suites = ['{apps,packages}/*/src/**/*.services.test.ts', 'tests/**/*.services.test.ts']
const unmet = provide([
  {
    what: 'Redis',
    packages: ['redis-server'],
    found: () => findServices().redis !== undefined,
    suites,
    remedy: 'install redis-server',
  },
  {
    what: 'RabbitMQ',
    packages: ['rabbitmq-server'],
    found: () => {
      const { rabbit, epmd } = findServices()
      return rabbit !== undefined && epmd !== undefined
    },
    suites,
    remedy: 'install rabbitmq-server',
  },
])
if (unmet.length > 0) process.exitCode = 1
