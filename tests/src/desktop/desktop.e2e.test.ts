import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHoldfastClient, type HoldfastClient } from '@holdfast/client'
import type {} from '@holdfast/client/desktop'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SystemServer } from '../system/system-server.ts'
import { DesktopApp } from './desktop-app.ts'

const account = { email: 'ada@example.com', password: 'a long enough passphrase' }

let server: SystemServer
let profile: string
let accessToken: string

beforeAll(async () => {
  server = await SystemServer.start()
  profile = await mkdtemp(join(tmpdir(), 'holdfast-desktop-'))
  const grant = await createHoldfastClient({ url: server.url }).auth.register.mutate({
    ...account,
    firstName: 'Ada',
    lastName: 'Bell',
    client: 'tool',
  })
  accessToken = grant.accessToken
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await rm(profile, { recursive: true, force: true })
})

const api = (): HoldfastClient => createHoldfastClient({ url: server.url, token: accessToken })
const titlesOnServer = async () =>
  (await api().tasks.list.query({})).items.map(({ title }) => title).toSorted()

const signIn = async ({ page }: DesktopApp): Promise<void> => {
  await page.getByLabel('E-mail').fill(account.email)
  await page.getByLabel('Password').fill(account.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const addTask = async ({ page }: DesktopApp, title: string): Promise<void> => {
  await page.getByRole('button', { name: 'New task' }).first().click()
  await page.getByRole('combobox', { name: 'New task' }).fill(title)
  await page.keyboard.press('Enter')
  await page.getByRole('row').filter({ hasText: title }).waitFor()
}

/** Waits until the sidebar says so of sync. */
const seesSync = ({ page }: DesktopApp, text: RegExp): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: text }).waitFor()

const seesTask = ({ page }: DesktopApp, title: string): Promise<void> =>
  page.getByRole('row').filter({ hasText: title }).waitFor()

test('work done in the desktop app is kept over a restart without the server, and sent', async () => {
  {
    await using desktop = await DesktopApp.start(profile, server.url)
    await signIn(desktop)
    await desktop.page.getByRole('heading', { name: 'All tasks', level: 1 }).waitFor()
    await addTask(desktop, 'Written on the desktop')
    await seesSync(desktop, /^Sent/)
    expect(await titlesOnServer()).toEqual(['Written on the desktop'])

    await server.stop()
    await addTask(desktop, 'Written without the server')
    await seesSync(desktop, /^Offline, 1 change kept/)
    expect(await desktop.quit()).toBe(0)
  }
  await using desktop = await DesktopApp.start(profile, server.url)
  await seesTask(desktop, 'Written on the desktop')
  await seesTask(desktop, 'Written without the server')
  await seesSync(desktop, /^Offline, 1 change kept/)

  await server.start()
  await seesSync(desktop, /^Sent/)
  expect(await titlesOnServer()).toEqual(['Written on the desktop', 'Written without the server'])

  await api().tasks.create.mutate({ title: 'Written elsewhere' })
  await seesTask(desktop, 'Written elsewhere')
})

test('a page sees one object of main, no token and nothing of Node', async () => {
  await using desktop = await DesktopApp.start(profile, server.url)
  const { page } = desktop
  await seesTask(desktop, 'Written on the desktop')
  const seen = await page.evaluate(async () => {
    const ask = (path: string, body: object) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const outside = await fetch('https://example.com/').then(
      () => 'reached',
      (error: Error) => error.name,
    )
    const keys = window as unknown as Record<string, unknown>
    const me = await fetch('/trpc/users.me')
    return {
      node: ['require', 'process', 'ipcRenderer', 'module'].filter((name) => name in keys),
      members: Object.keys(keys.holdfast as object).toSorted(),
      frozen: Object.isFrozen(keys.holdfast),
      refresh: (await ask('/trpc/auth.refresh', {})).status,
      logout: (await ask('/trpc/auth.logout', {})).status,
      batched: (await ask('/trpc/auth.login,users.me?batch=1', { 0: {}, 1: {} })).status,
      me: (await me.json()).result.data.email,
      outside,
    }
  })
  expect(seen).toEqual({
    node: [],
    members: ['platform', 'pokes', 'session', 'store'],
    frozen: true,
    refresh: 404,
    logout: 404,
    batched: 404,
    me: account.email,
    outside: 'TypeError',
  })
})

test('what signing in answers a page holds no token', async () => {
  await using desktop = await DesktopApp.start(profile, server.url)
  const answer = await desktop.page.evaluate(async (credentials) => {
    const response = await fetch('/trpc/auth.login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    })
    return response.json()
  }, account)
  expect(Object.keys(answer.result.data)).toEqual(['user'])
  const kept = JSON.parse(await readFile(join(profile, 'session.json'), 'utf8'))
  expect(Object.keys(kept).toSorted()).toEqual(['person', 'sealedToken'])
})

test('links out of the app open outside, and the page stays', async () => {
  await using desktop = await DesktopApp.start(profile, server.url)
  const { app, page } = desktop
  await seesTask(desktop, 'Written on the desktop')
  await app.evaluate(({ shell }) => {
    const world = globalThis as { opened?: string[] }
    world.opened = []
    shell.openExternal = async (url) => void world.opened?.push(url)
  })
  await page.evaluate(() => {
    window.open('https://example.com/out')
    window.open('file:///etc/passwd')
  })
  await expect
    .poll(() => app.evaluate(() => (globalThis as { opened?: string[] }).opened))
    .toEqual(['https://example.com/out'])
  await expect.poll(() => app.windows().length).toBe(1)
})

test('a second start brings the first to the front and ends', async () => {
  await using desktop = await DesktopApp.start(profile, server.url)
  await seesTask(desktop, 'Written on the desktop')
  await expect(DesktopApp.start(profile, server.url)).rejects.toThrow()
  await desktop.page.reload()
  await seesTask(desktop, 'Written on the desktop')
})

test('signing out takes the work off this device', async () => {
  await using desktop = await DesktopApp.start(profile, server.url)
  await seesTask(desktop, 'Written on the desktop')
  const userId = await desktop.page.evaluate(
    async () => (await window.holdfast?.session.person())?.userId,
  )
  await desktop.page.evaluate((id) => id && window.holdfast?.session.signOut(id), userId)
  await desktop.page.reload()
  await desktop.page.getByRole('button', { name: 'Sign in' }).waitFor()
  await expect(readFile(join(profile, 'session.json'))).rejects.toThrow('ENOENT')
  await expect(readFile(join(profile, 'people', String(userId), 'store.sqlite'))).rejects.toThrow(
    'ENOENT',
  )
})
