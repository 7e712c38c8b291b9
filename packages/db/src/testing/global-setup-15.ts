import type { TestProject } from 'vitest/node'
import { binariesIn } from '../embedded/binaries.ts'
import { shareCluster } from './shared-cluster.ts'

/** The oldest PostgreSQL that is supported, where the system has it (Debian's place for it). */
export default (project: TestProject) =>
  shareCluster(project, binariesIn('/usr/lib/postgresql/15/bin'))
