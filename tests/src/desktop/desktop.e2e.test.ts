import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHoldfastClient, sessionIn } from '@holdfast/client'
import type {} from '@holdfast/client/desktop'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SystemServer } from '../system/system-server.ts'
import { DesktopApp } from './desktop-app.ts'
import { DesktopProfile } from './desktop-profile.ts'

const password = 'a long enough passphrase'

let server: SystemServer
beforeAll(async () => {
  server = await SystemServer.start()
})
afterAll(() => server[Symbol.asyncDispose]())

let people = 0

/** Somebody with an account, and what the server knows of their tasks. */
const newPerson = async () => {
  const email = `person-${++people}@example.com`
  const registration = { email, password, firstName: 'Ada', client: 'tool' } as const
  const { accessToken } = sessionIn(
    await createHoldfastClient({ url: server.url }).auth.register.mutate(registration),
  )
  const api = createHoldfastClient({ url: server.url, token: accessToken })
  const titles = async () =>
    (await api.tasks.list.query({})).items.map(({ title }) => title).toSorted()
  return { email, api, titles }
}

/** The app on a new device, signed in through its screen. */
const signedIn = async (profile: DesktopProfile, email: string): Promise<DesktopApp> => {
  const desktop = await DesktopApp.start(profile.folder, server.url)
  await desktop.page.getByLabel('E-mail').fill(email)
  await desktop.page.getByLabel('Password').fill(password)
  await desktop.page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await desktop.page.getByRole('heading', { name: 'All tasks', level: 1 }).waitFor()
  return desktop
}

test('work done in the desktop app is kept over a restart without the server, and sent', async () => {
  await using profile = await DesktopProfile.make()
  const ada = await newPerson()
  {
    await using desktop = await signedIn(profile, ada.email)
    await desktop.addTask('Written on the desktop')
    await desktop.seesSync(/^Sent/)
    expect(await ada.titles()).toEqual(['Written on the desktop'])

    await server.stop()
    await desktop.addTask('Written without the server')
    await desktop.seesSync(/^Offline, 1 change kept/)
    expect(await desktop.quit()).toBe(0)
  }
  await using desktop = await DesktopApp.start(profile.folder, server.url)
  await desktop.seesTask('Written on the desktop')
  await desktop.seesTask('Written without the server')
  await desktop.seesSync(/^Offline, 1 change kept/)

  await server.start()
  await desktop.seesSync(/^Sent/)
  expect(await ada.titles()).toEqual(['Written on the desktop', 'Written without the server'])

  await ada.api.tasks.create.mutate({ title: 'Written elsewhere' })
  await desktop.seesTask('Written elsewhere')
})

test('a page sees one object of main, no token and nothing of Node', async () => {
  await using profile = await DesktopProfile.make()
  const { email } = await newPerson()
  await using desktop = await signedIn(profile, email)
  const seen = await desktop.page.evaluate(async () => {
    const status = async (path: string) => (await fetch(path, { method: 'POST' })).status
    const outside = await fetch('https://example.com/').then(
      () => 'reached',
      (error: Error) => error.name,
    )
    const me = await (await fetch('/trpc/users.me')).json()
    return {
      node: ['require', 'process', 'ipcRenderer', 'module'].filter((name) => name in window),
      members: Object.keys(window.holdfast ?? {}).toSorted(),
      frozen: Object.isFrozen(window.holdfast),
      refresh: await status('/trpc/auth.refresh'),
      batched: await status('/trpc/auth.login,users.me?batch=1'),
      me: me.result.data.email,
      outside,
    }
  })
  expect(seen).toEqual({
    node: [],
    members: ['platform', 'pokes', 'session', 'store'],
    frozen: true,
    refresh: 404,
    batched: 404,
    me: email,
    outside: 'TypeError',
  })
})

test('what signing in answers a page holds no token', async () => {
  await using profile = await DesktopProfile.make()
  const { email } = await newPerson()
  await using desktop = await signedIn(profile, email)
  const answer = await desktop.page.evaluate(
    async (credentials) => {
      const response = await fetch('/trpc/auth.login', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      })
      return response.json()
    },
    { email, password },
  )
  expect(Object.keys(answer.result.data)).toEqual(['user'])
  const kept = JSON.parse(await readFile(join(profile.folder, 'session.json'), 'utf8'))
  expect(Object.keys(kept).toSorted()).toEqual(['person', 'sealedToken'])
})

test('where there is no keyring, the settings say how the session is kept', async () => {
  await using profile = await DesktopProfile.make()
  const { email } = await newPerson()
  await using desktop = await signedIn(profile, email)
  const keeping = await desktop.page.evaluate(() => window.holdfast?.session.keeping())
  const note = { keyring: 0, file: 1, memory: 1 }[keeping ?? 'keyring']
  await desktop.page.getByRole('link', { name: 'Settings' }).click()
  await desktop.page.getByRole('heading', { name: 'Appearance' }).waitFor()
  await expect.poll(() => desktop.page.getByText('This computer').count()).toBe(note)
})

test('links out of the app open outside, and the page stays', async () => {
  await using profile = await DesktopProfile.make()
  await using desktop = await DesktopApp.start(profile.folder, server.url)
  const { app, page } = desktop
  await app.evaluate(({ shell }) => {
    const world = globalThis as { opened?: string[] }
    world.opened = []
    shell.openExternal = async (url) => void world.opened?.push(url)
  })
  await page.evaluate(() => {
    // As links do. A window that knew its opener would share its thread, and stop it when it is
    // closed at birth, before the debugger lets it run.
    window.open('https://example.com/out', '_blank', 'noopener')
    window.open('file:///etc/passwd', '_blank', 'noopener')
  })
  await expect
    .poll(() => app.evaluate(() => (globalThis as { opened?: string[] }).opened))
    .toEqual(['https://example.com/out'])
  await expect.poll(() => app.windows().length).toBe(1)
})

test('a second start ends, and leaves the first alone', async () => {
  await using profile = await DesktopProfile.make()
  await using desktop = await DesktopApp.start(profile.folder, server.url)
  await expect(DesktopApp.start(profile.folder, server.url)).rejects.toThrow()
  await desktop.page.reload()
  await desktop.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
})

test('signing out takes the work off this device', async () => {
  await using profile = await DesktopProfile.make()
  const { email } = await newPerson()
  await using desktop = await signedIn(profile, email)
  const { page } = desktop
  await desktop.addTask('Written on the desktop')
  await desktop.seesSync(/^Sent/)
  const userId = await page.evaluate(async () => (await window.holdfast?.session.person())?.userId)
  await page.evaluate((id) => id && window.holdfast?.session.signOut(id), userId)
  await page.reload()
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  const store = join('people', String(userId), 'store.sqlite')
  for (const file of ['session.json', store])
    await expect(readFile(join(profile.folder, file))).rejects.toThrow('ENOENT')
})
