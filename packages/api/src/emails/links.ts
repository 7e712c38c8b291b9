import type { ProjectId, TaskId } from '@holdfast/domain'

/**
 * Addresses of the app in mails. They come from the configuration alone: a request could name any
 * host.
 */
export interface Links {
  home: URL
  settings: URL
  task(id: TaskId): URL
  project(id: ProjectId): URL
}

/** @param appUrl where people reach the app */
export const linksTo = (appUrl: URL): Links => {
  const at = (path: string) => new URL(path, appUrl)
  return {
    home: at('/'),
    settings: at('/settings#notifications'),
    task: (id) => at(`/?task=${encodeURIComponent(id)}`),
    project: (id) => at(`/projects/${encodeURIComponent(id)}`),
  }
}
