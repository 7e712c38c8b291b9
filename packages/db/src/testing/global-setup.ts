import type { TestProject } from 'vitest/node'
import { shareCluster } from './shared-cluster.ts'

export default (project: TestProject) => shareCluster(project)
