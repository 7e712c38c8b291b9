import type { ProjectId, TaskId } from '@holdfast/domain'
import type { LinkKind } from '../accounts/links.ts'

/**
 * Addresses of the app in mails. They come from the configuration alone: a request could name any
 * host.
 */
export interface Links {
  home: URL
  settings: URL
  security: URL
  administration: URL
  signIn: URL
  forgotPassword: URL
  task(id: TaskId): URL
  project(id: ProjectId): URL
  /** The secret is behind the `#`, which no browser sends and no server logs. */
  mailed(kind: LinkKind, token: string): URL
}

const pages: Record<LinkKind, string> = {
  'email-verification': '/verify',
  'password-reset': '/reset',
  invitation: '/invitation',
}

/** @param appUrl where people reach the app */
export const linksTo = (appUrl: URL): Links => {
  const at = (path: string) => new URL(path, appUrl)
  return {
    home: at('/'),
    settings: at('/settings#notifications'),
    security: at('/settings/security'),
    administration: at('/admin'),
    signIn: at('/sign-in'),
    forgotPassword: at('/forgot'),
    task: (id) => at(`/?task=${encodeURIComponent(id)}`),
    project: (id) => at(`/projects/${encodeURIComponent(id)}`),
    mailed: (kind, token) => at(`${pages[kind]}#token=${encodeURIComponent(token)}`),
  }
}
